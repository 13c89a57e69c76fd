package dev.sluice.operator.notify;

import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.hooks.HookAnswer;
import dev.sluice.operator.hooks.HookCall;
import dev.sluice.operator.hooks.HookPayload;
import dev.sluice.operator.hooks.HookType;
import dev.sluice.operator.hooks.Hooks;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Effect.Announce;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events (A7) and sends them to the event webhooks (A9). An event has a name that follows
 * from what it says, so that one announced twice, also by the next process, is there once. A
 * failure is logged and never stops a rollout.
 */
public final class Events {
  private static final Logger log = LoggerFactory.getLogger(Events.class);

  /** What people filter Flagger's events by. */
  private static final String REASON = "Synced";

  private static final String COMPONENT = "flagger";
  private static final int LONGEST_MESSAGE = 1024;
  private static final int LONGEST_PREFIX = 200;

  private final Cluster cluster;
  private final Hooks hooks;
  private final Outbox outbox;
  private final @Nullable WebhookSpec global;
  private final InstantSource clock;
  private final Recent told = new Recent(10_000);
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
    this.cluster = cluster;
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
    String name = name(canary, scope, announcement);
    if (!told.add(name)) {
      return;
    }
    try (var _ = LogContext.of(author(canary))) {
      if (!record(canary, name, announcement)) {
        return;
      }
      if (announcement.kind() == Announce.Kind.WARNING) {
        log.warn("{}", announcement.text());
      } else {
        log.info("{}", announcement.text());
      }
    }
    post(canary, name, announcement);
  }

  /** Whether it is new: what somebody else recorded was also posted by them. */
  private boolean record(Canary canary, String name, Announce announcement) {
    try {
      return cluster.create(event(canary, name, announcement));
    } catch (ProblemException e) {
      told.remove(name);
      log.warn("The event \"{}\" is not recorded: {}", announcement.text(), e.explanation());
      return true;
    }
  }

  private Event event(Canary canary, String name, Announce announcement) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String text = announcement.text();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(canary.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(HasMetadata.getApiVersion(Canary.class))
        .withKind(HasMetadata.getKind(Canary.class))
        .withName(canary.getMetadata().getName())
        .withNamespace(canary.getMetadata().getNamespace())
        .withUid(canary.getMetadata().getUid())
        .withResourceVersion(canary.getMetadata().getResourceVersion())
        .endInvolvedObject()
        .withType(type(announcement))
        .withReason(REASON)
        .withMessage(
            text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE - 1) + "…")
        .withCount(1)
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .build();
  }

  private void post(Canary canary, String name, Announce announcement) {
    Instant at = clock.instant();
    for (WebhookSpec hook : hooks(canary)) {
      HookPayload payload =
          HookPayload.ofEvent(canary, hook, type(announcement), announcement.text(), at);
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

  private static String name(Canary canary, String scope, Announce announcement) {
    String name = canary.getMetadata().getName();
    String prefix = name.length() <= LONGEST_PREFIX ? name : name.substring(0, LONGEST_PREFIX);
    String told =
        String.join(
            "\n",
            String.valueOf(canary.getMetadata().getUid()),
            scope,
            announcement.kind().name(),
            announcement.text());
    return prefix + ".s" + ByteString.encodeUtf8(told).sha256().hex().substring(0, 16);
  }

  private static String type(Announce announcement) {
    return switch (announcement.kind()) {
      case NORMAL -> "Normal";
      case WARNING -> "Warning";
    };
  }

  private static String author(Canary canary) {
    return canary.getMetadata().getName() + "." + canary.getMetadata().getNamespace();
  }
}
