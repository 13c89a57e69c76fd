@NullMarked
package dev.sluice.cli.simulate;

import org.jspecify.annotations.NullMarked;
