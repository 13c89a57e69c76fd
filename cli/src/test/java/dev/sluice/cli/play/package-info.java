@NullMarked
package dev.sluice.cli.play;

import org.jspecify.annotations.NullMarked;
