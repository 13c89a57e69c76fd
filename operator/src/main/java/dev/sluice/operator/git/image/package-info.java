/** Image policies: which tags a registry has, and which of them is the newest that is wanted. */
@NullMarked
package dev.sluice.operator.git.image;

import org.jspecify.annotations.NullMarked;
