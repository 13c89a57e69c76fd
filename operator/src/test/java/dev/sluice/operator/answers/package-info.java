@NullMarked
package dev.sluice.operator.answers;

import org.jspecify.annotations.NullMarked;
