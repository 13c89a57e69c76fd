package dev.sluice.operator.notify;

import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Effect.Announce;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import okio.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events about objects. An event has a name that follows from what it says, so that one
 * recorded twice, also by the next process, is there once.
 */
public final class ObjectEvents {
  private static final Logger log = LoggerFactory.getLogger(ObjectEvents.class);
  private static final int LONGEST_MESSAGE = 1024;
  private static final int LONGEST_PREFIX = 200;

  private final Cluster cluster;
  private final String component;
  private final InstantSource clock;
  private final Recent told = new Recent(10_000);

  /**
   * @param component who the events say that they are from
   */
  public ObjectEvents(Cluster cluster, String component, InstantSource clock) {
    this.cluster = cluster;
    this.component = component;
    this.clock = clock;
  }

  /**
   * Records an event, unless it is recorded. One that cannot be recorded is logged.
   *
   * @param scope within it the same words are recorded once
   * @param reason one word for programs
   * @return the event's name; empty if it was recorded before
   */
  public Optional<String> record(
      HasMetadata about, String scope, String reason, Announce announcement) {
    String name = name(about, scope, announcement);
    if (!told.add(name)) {
      return Optional.empty();
    }
    try {
      return cluster.create(event(about, name, reason, announcement))
          ? Optional.of(name)
          : Optional.empty();
    } catch (ProblemException e) {
      told.remove(name);
      log.warn("The event \"{}\" is not recorded: {}", announcement.text(), e.explanation());
      return Optional.of(name);
    }
  }

  private Event event(HasMetadata about, String name, String reason, Announce announcement) {
    String message = announcement.text();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(about.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withName(about.getMetadata().getName())
        .withNamespace(about.getMetadata().getNamespace())
        .withUid(about.getMetadata().getUid())
        .withResourceVersion(about.getMetadata().getResourceVersion())
        .endInvolvedObject()
        .withType(type(announcement))
        .withReason(reason)
        .withMessage(
            message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE - 1) + "…")
        .withCount(1)
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withNewSource()
        .withComponent(component)
        .endSource()
        .withReportingComponent(component)
        .build();
  }

  /** What Kubernetes calls good and bad news. */
  static String type(Announce announcement) {
    return switch (announcement.kind()) {
      case NORMAL -> "Normal";
      case WARNING -> "Warning";
    };
  }

  private static String name(HasMetadata about, String scope, Announce announcement) {
    String name = about.getMetadata().getName();
    String prefix = name.length() <= LONGEST_PREFIX ? name : name.substring(0, LONGEST_PREFIX);
    String told =
        String.join(
            "\n",
            String.valueOf(about.getMetadata().getUid()),
            scope,
            announcement.kind().name(),
            announcement.text());
    return prefix + ".s" + ByteString.encodeUtf8(told).sha256().hex().substring(0, 16);
  }
}
