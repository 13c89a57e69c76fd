/** The wire: requests, responses and watches over HTTP and WebSocket. */
@NullMarked
package dev.sluice.playground.apiserver.http;

import org.jspecify.annotations.NullMarked;
