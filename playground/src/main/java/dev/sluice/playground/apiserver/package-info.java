/**
 * An embedded Kubernetes API server for trying and testing. It is no product for production:
 * objects live in memory, everybody may do everything.
 */
@NullMarked
package dev.sluice.playground.apiserver;

import org.jspecify.annotations.NullMarked;
