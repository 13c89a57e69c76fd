/** Performs the story on the stage and tells what happens. */
@NullMarked
package dev.sluice.cli.play;

import org.jspecify.annotations.NullMarked;
