@NullMarked
package dev.sluice.operator.git.render;

import org.jspecify.annotations.NullMarked;
