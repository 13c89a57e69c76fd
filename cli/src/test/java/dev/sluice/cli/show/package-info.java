@NullMarked
package dev.sluice.cli.show;

import org.jspecify.annotations.NullMarked;
