@NullMarked
package dev.sluice.operator.git.apply;

import org.jspecify.annotations.NullMarked;
