@NullMarked
package dev.sluice.analysis;

import org.jspecify.annotations.NullMarked;
