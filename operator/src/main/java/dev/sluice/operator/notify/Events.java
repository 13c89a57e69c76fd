package dev.sluice.operator.notify;

import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.hooks.HookAnswer;
import dev.sluice.operator.hooks.HookCall;
import dev.sluice.operator.hooks.HookPayload;
import dev.sluice.operator.hooks.HookType;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.rollout.Effect.Announce;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the events of Canaries (A7) and sends them to the event webhooks (A9). A failure is
 * logged and never stops a rollout.
 */
public final class Events {
  private static final Logger log = LoggerFactory.getLogger(Events.class);

  /** What people filter Flagger's events by. */
  private static final String REASON = "Synced";

  private static final String COMPONENT = "flagger";

  private final ObjectEvents recorded;
  private final Hooks hooks;
  private final Outbox outbox;
  private final @Nullable WebhookSpec global;
  private final InstantSource clock;
  private final Recent failed = new Recent(1_000);

  /**
   * @param eventWebhook gets the events of all Canaries that have no event webhook of their own;
   *     null or empty for none
   */
  public Events(
      Cluster cluster,
      Hooks hooks,
      Outbox outbox,
      @Nullable String eventWebhook,
      InstantSource clock) {
    this.recorded = new ObjectEvents(cluster, COMPONENT, clock);
    this.hooks = hooks;
    this.outbox = outbox;
    this.global = eventWebhook == null || eventWebhook.isEmpty() ? null : globalHook(eventWebhook);
    this.clock = clock;
  }

  private static WebhookSpec globalHook(String url) {
    return new WebhookSpec(
        "events",
        HookType.EVENT.wire(),
        null,
        url,
        null,
        null,
        null,
        Map.of(),
        Map.of(),
        null,
        null);
  }

  /**
   * Announces, unless it was announced before.
   *
   * @param scope what makes two announcements of the same words the same, for example the rollout's
   *     id: within it they are recorded once
   */
  public void announce(Canary canary, String scope, Announce announcement) {
    try (var _ = LogContext.of(author(canary))) {
      Optional<String> name = recorded.record(canary, scope, REASON, announcement);
      if (name.isEmpty()) {
        return;
      }
      if (announcement.kind() == Announce.Kind.WARNING) {
        log.warn("{}", announcement.text());
      } else {
        log.info("{}", announcement.text());
      }
      post(canary, name.get(), announcement);
    }
  }

  private void post(Canary canary, String name, Announce announcement) {
    Instant at = clock.instant();
    for (WebhookSpec hook : hooks(canary)) {
      HookPayload payload =
          HookPayload.ofEvent(
              canary, hook, ObjectEvents.type(announcement), announcement.text(), at);
      outbox.post(
          "events of " + author(canary), () -> post(canary, new HookCall(hook, payload, name)));
    }
  }

  private List<WebhookSpec> hooks(Canary canary) {
    List<WebhookSpec> own =
        canary.getSpec().analysis().webhooks().stream()
            .filter(hook -> HookType.EVENT.wire().equals(hook.type()))
            .toList();
    return own.isEmpty() && global != null ? List.of(global) : own;
  }

  private void post(Canary canary, HookCall call) {
    if (hooks.call(call) instanceof HookAnswer.Refused(String error)) {
      String hook = call.hook().name();
      try (var _ = LogContext.of(author(canary))) {
        if (failed.add(author(canary) + "/" + hook + "/" + error)) {
          log.warn("error sending event to webhook {}: {}", hook, error);
        } else {
          log.debug("error sending event to webhook {}: {}", hook, error);
        }
      }
    }
  }

  private static String author(Canary canary) {
    return canary.getMetadata().getName() + "." + canary.getMetadata().getNamespace();
  }
}
