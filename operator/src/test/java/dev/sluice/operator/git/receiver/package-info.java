@NullMarked
package dev.sluice.operator.git.receiver;

import org.jspecify.annotations.NullMarked;
