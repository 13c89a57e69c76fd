/** From the files of a commit to the objects that they declare. */
@NullMarked
package dev.sluice.operator.git.render;

import org.jspecify.annotations.NullMarked;
