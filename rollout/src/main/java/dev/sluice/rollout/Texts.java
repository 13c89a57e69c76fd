package dev.sluice.rollout;

import dev.sluice.rollout.Effect.Alert;
import dev.sluice.rollout.Effect.Announce;
import java.time.Duration;
import java.util.Locale;

/** The names that the contract's messages (A7, A8) are made of, and the messages as effects. */
record Texts(Plan.Subject subject) {
  static Announce normal(String text) {
    return new Announce(Announce.Kind.NORMAL, text);
  }

  static Announce warning(String text) {
    return new Announce(Announce.Kind.WARNING, text);
  }

  static Alert info(String text) {
    return new Alert(Alert.Severity.INFO, text, false);
  }

  static Alert warn(String text) {
    return new Alert(Alert.Severity.WARN, text, false);
  }

  static Alert error(String text) {
    return new Alert(Alert.Severity.ERROR, text, false);
  }

  String canary() {
    return subject.canary() + "." + subject.namespace();
  }

  String target() {
    return subject.target() + "." + subject.namespace();
  }

  String primary() {
    return subject.primary() + "." + subject.namespace();
  }

  String baseline() {
    return subject.baseline() + "." + subject.namespace();
  }

  /** The bake begins. */
  Announce watching(Duration bake) {
    return normal("Watching %s for %s before the rollout ends".formatted(primary(), inWords(bake)));
  }

  /** As it stands in a spec, for example {@code 1h30m}. */
  private static String inWords(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** How every halt begins. */
  String halt() {
    return "Halt " + target() + " advancement";
  }
}
