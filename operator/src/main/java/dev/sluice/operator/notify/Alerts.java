package dev.sluice.operator.notify;

import dev.sluice.crds.AnalysisSpec.AlertSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.notify.Notifier.NotSentException;
import dev.sluice.rollout.Effect.Alert;
import dev.sluice.rollout.Effect.Alert.Severity;
import dev.sluice.rollout.Effect.Announce;
import dev.sluice.rollout.Plan.AlertField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Sends alerts (A8): to those that the Canary names, each from its severity on, or to the global
 * chat. Sending happens later and in order; a failure becomes one event and never stops a rollout.
 */
public final class Alerts {
  private final AlertProviders providers;
  private final AlertOptions options;
  private final Outbox outbox;
  private final Events events;
  private final OkHttpClient http;

  public Alerts(
      Cluster cluster, OkHttpClient http, AlertOptions options, Outbox outbox, Events events) {
    this.providers = new AlertProviders(cluster, http, options.noCrossNamespaceRefs());
    this.options = options;
    this.outbox = outbox;
    this.events = events;
    this.http = http;
  }

  /**
   * Alerts those who want to hear it.
   *
   * @param scope as for {@link Events#announce}, for the event about a failure
   * @param metadata the rollout's fields, sent with an alert that asks for them
   * @param cause sent with every alert, where there is one
   */
  public void raise(
      Canary canary,
      String scope,
      Alert alert,
      List<AlertField> metadata,
      Optional<AlertField> cause) {
    Message message =
        new Message(
            canary.getMetadata().getName(),
            canary.getMetadata().getNamespace(),
            alert.severity(),
            alert.text(),
            fields(alert, metadata, cause));
    List<AlertSpec> named = canary.getSpec().analysis().alerts();
    if (named.isEmpty()) {
      SlackTarget global = options.global();
      if (global != null) {
        post(canary, scope, message, null, () -> new SlackNotifier(http, global));
      }
      return;
    }
    for (AlertSpec wanted : named) {
      if (wants(wanted, alert.severity())) {
        post(
            canary, scope, message, wanted, () -> providers.notifier(canary, wanted.providerRef()));
      }
    }
  }

  private interface Finder {
    Notifier find();
  }

  private void post(
      Canary canary, String scope, Message message, @Nullable AlertSpec to, Finder finder) {
    String whose = to == null ? "" : " " + to.name();
    outbox.post(
        "alerts of " + message.author() + whose,
        () -> {
          try {
            finder.find().send(message);
          } catch (NotSentException e) {
            failed(canary, scope, whose, String.valueOf(e.getMessage()));
          } catch (ProblemException e) {
            failed(canary, scope, whose, e.explanation());
          }
        });
  }

  private void failed(Canary canary, String scope, String whose, String why) {
    events.announce(
        canary,
        scope,
        new Announce(Announce.Kind.WARNING, "alert%s can't be sent: %s".formatted(whose, why)));
  }

  private List<AlertField> fields(
      Alert alert, List<AlertField> metadata, Optional<AlertField> cause) {
    List<AlertField> fields = new ArrayList<>();
    if (options.clusterName() != null && !options.clusterName().isEmpty()) {
      fields.add(new AlertField("Cluster", options.clusterName()));
    }
    if (alert.withMetadata()) {
      fields.addAll(metadata);
    }
    cause.ifPresent(fields::add);
    return fields;
  }

  /** An empty severity is info. */
  private static boolean wants(AlertSpec wanted, Severity severity) {
    return switch (wanted.severity()) {
      case "error" -> severity == Severity.ERROR;
      case "warn" -> severity != Severity.INFO;
      case null, default -> true;
    };
  }
}
