@NullMarked
package dev.sluice.operator.hooks;

import org.jspecify.annotations.NullMarked;
