/** Rollouts of a Canary in virtual time: its own checks and steps, over traffic that is made up. */
@NullMarked
package dev.sluice.cli.simulate;

import org.jspecify.annotations.NullMarked;
