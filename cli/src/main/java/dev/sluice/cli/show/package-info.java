/** What a person sees of the playground: pure functions from what is known to lines of text. */
@NullMarked
package dev.sluice.cli.show;

import org.jspecify.annotations.NullMarked;
