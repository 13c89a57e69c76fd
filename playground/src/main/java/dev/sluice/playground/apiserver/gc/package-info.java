/** What a controller manager does to objects whose owners or namespaces go away. */
@NullMarked
package dev.sluice.playground.apiserver.gc;

import org.jspecify.annotations.NullMarked;
