package dev.sluice.cli;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Keeps requests to the API server below a rate, as client-go's token bucket does. */
final class RequestRate implements Interceptor {
  private final double nanosPerToken;
  private final double burst;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private double tokens;
  private long filledAt;

  /**
   * @param perSecond how many requests a second are allowed for long, above 0
   * @param burst how many are allowed at once after a pause, 1 or more
   */
  RequestRate(double perSecond, int burst) {
    this(perSecond, burst, System::nanoTime);
  }

  RequestRate(double perSecond, int burst, LongSupplier nanoTime) {
    this.nanosPerToken = 1e9 / perSecond;
    this.burst = burst;
    this.nanoTime = nanoTime;
    this.tokens = burst;
    this.filledAt = nanoTime.getAsLong();
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    LockSupport.parkNanos(take().toNanos());
  }

  /** Takes a place in the queue and tells how long it is until that place's turn. */
  synchronized Duration take() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - filledAt) / nanosPerToken);
    filledAt = now;
    tokens -= 1;
    return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens * nanosPerToken));
  }
}
