package dev.sluice.playground.apiserver.request;

import java.time.Duration;

/**
 * A request and how it was answered.
 *
 * @param status the HTTP status; 101 for a watch over WebSocket; 0 if the connection was dropped
 *     instead
 * @param took the time to the answer; for a watch to its beginning
 */
public record LoggedRequest(ApiRequest request, int status, Duration took) {}
