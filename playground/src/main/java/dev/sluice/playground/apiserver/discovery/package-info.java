/** What the server serves: discovery documents and OpenAPI. */
@NullMarked
package dev.sluice.playground.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
