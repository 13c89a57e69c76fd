@NullMarked
package dev.sluice.analysis.counting;

import org.jspecify.annotations.NullMarked;
