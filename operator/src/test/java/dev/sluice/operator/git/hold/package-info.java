@NullMarked
package dev.sluice.operator.git.hold;

import org.jspecify.annotations.NullMarked;
