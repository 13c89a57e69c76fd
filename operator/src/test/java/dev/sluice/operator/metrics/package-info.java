@NullMarked
package dev.sluice.operator.metrics;

import org.jspecify.annotations.NullMarked;
