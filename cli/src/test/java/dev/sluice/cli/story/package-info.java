@NullMarked
package dev.sluice.cli.story;

import org.jspecify.annotations.NullMarked;
