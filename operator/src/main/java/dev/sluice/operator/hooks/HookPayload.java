package dev.sluice.operator.hooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body of a hook's request (A9).
 *
 * @param checksum names the revision under analysis; the same for every call about it
 * @param metadata left out when empty
 */
@JsonPropertyOrder({"name", "namespace", "phase", "checksum", "metadata"})
public record HookPayload(
    String name,
    String namespace,
    String phase,
    String checksum,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata) {
  public HookPayload {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** For every type but {@link HookType#EVENT}. */
  public static HookPayload of(Canary canary, WebhookSpec hook, String phase) {
    return new HookPayload(
        canary.getMetadata().getName(),
        canary.getMetadata().getNamespace(),
        phase,
        Checksum.of(canary.getStatus()),
        hook.metadata());
  }

  /**
   * For {@link HookType#EVENT}. The hook's own metadata is added, and cannot replace what tells the
   * event.
   *
   * @param eventType {@code Normal} or {@code Warning}
   */
  public static HookPayload ofEvent(
      Canary canary, WebhookSpec hook, String eventType, String message, Instant at) {
    Map<String, String> metadata = new TreeMap<>(hook.metadata());
    metadata.put("eventMessage", message);
    metadata.put("eventType", eventType);
    metadata.put("timestamp", Long.toString(at.toEpochMilli()));
    CanaryStatus status = canary.getStatus();
    return new HookPayload(
        canary.getMetadata().getName(),
        canary.getMetadata().getNamespace(),
        status == null || status.phase() == null ? "" : status.phase(),
        Checksum.of(status),
        metadata);
  }
}
