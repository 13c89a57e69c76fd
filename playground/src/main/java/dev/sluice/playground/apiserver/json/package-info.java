/** Kubernetes objects as JSON trees, and the errors the API answers with. */
@NullMarked
package dev.sluice.playground.apiserver.json;

import org.jspecify.annotations.NullMarked;
