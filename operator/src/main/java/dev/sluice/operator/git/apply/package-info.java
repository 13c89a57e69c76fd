/** From declared objects to objects in the cluster. */
@NullMarked
package dev.sluice.operator.git.apply;

import org.jspecify.annotations.NullMarked;
