/** Tables as kubectl get prints them. */
@NullMarked
package dev.sluice.playground.apiserver.table;

import org.jspecify.annotations.NullMarked;
