/** The built-in kinds: their defaults, their validation and what happens when they are written. */
@NullMarked
package dev.sluice.playground.apiserver.builtin;

import org.jspecify.annotations.NullMarked;
