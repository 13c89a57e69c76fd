@NullMarked
package dev.sluice.playground.host;

import org.jspecify.annotations.NullMarked;
