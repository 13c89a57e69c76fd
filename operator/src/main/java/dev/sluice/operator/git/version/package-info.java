/** Versions in the names of tags. */
@NullMarked
package dev.sluice.operator.git.version;

import org.jspecify.annotations.NullMarked;
