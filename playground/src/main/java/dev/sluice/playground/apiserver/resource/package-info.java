/** Resource types, and the verbs on them. */
@NullMarked
package dev.sluice.playground.apiserver.resource;

import org.jspecify.annotations.NullMarked;
