@NullMarked
package dev.sluice.operator.notify;

import org.jspecify.annotations.NullMarked;
