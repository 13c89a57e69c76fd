@NullMarked
package dev.sluice.operator.git.signature;

import org.jspecify.annotations.NullMarked;
