/** The only place that wires: options in, a running operator out. */
@NullMarked
package dev.sluice.operator.boot;

import org.jspecify.annotations.NullMarked;
