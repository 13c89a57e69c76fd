@NullMarked
package dev.sluice.operator.git.image;

import org.jspecify.annotations.NullMarked;
