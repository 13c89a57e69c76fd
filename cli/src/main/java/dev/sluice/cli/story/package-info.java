/** What the playground tells: versions, and how each should end. */
@NullMarked
package dev.sluice.cli.story;

import org.jspecify.annotations.NullMarked;
