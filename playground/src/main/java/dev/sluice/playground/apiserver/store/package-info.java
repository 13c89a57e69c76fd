/** Objects in memory with one global resource version, and the history watches are served from. */
@NullMarked
package dev.sluice.playground.apiserver.store;

import org.jspecify.annotations.NullMarked;
