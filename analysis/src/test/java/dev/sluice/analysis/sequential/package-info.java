@NullMarked
package dev.sluice.analysis.sequential;

import org.jspecify.annotations.NullMarked;
