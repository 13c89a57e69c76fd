package dev.sluice.cli.play;

import dev.sluice.cli.show.Clock;
import dev.sluice.cli.show.Scene;
import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Side;
import dev.sluice.cli.show.Scene.Version;
import dev.sluice.cli.story.Commit;
import dev.sluice.cli.story.Count;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Release.Arrival;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Story;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in words and pictures what is happening: a pure function of what is known. */
final class Narrator {
  private final Story story;
  private final String place;

  /**
   * @param place which Canary under which provider
   */
  Narrator(Story story, String place) {
    this.story = story;
    this.place = place;
  }

  /**
   * @param footer what the person can do
   */
  Scene scene(Act act, Moment moment, List<Result> results, String footer) {
    Optional<Canary> canary = Optional.ofNullable(moment.canary());
    Optional<CanaryStatus> status = canary.map(Canary::getStatus);
    double weight = status.map(CanaryStatus::canaryWeight).orElse(0);
    boolean served = canary.isPresent() || !moment.target().image().isEmpty();
    String phase = status.map(CanaryStatus::phase).orElse("starting");
    return new Scene(
        headline(act, phase, moment, results),
        place,
        phase,
        moment.elapsed(),
        side(moment.primary(), served ? 100 - weight : 0),
        side(moment.target(), weight),
        canary.map(Steps::of).orElse(List.of()),
        status.map(Checks::of).orElse(List.of()),
        status.map(CanaryStatus::failedChecks).orElse(0),
        canary.map(Checks::threshold).orElse(0),
        moment.clients().traffic(),
        versions(act, moment, results),
        moment.events(),
        footer);
  }

  private Side side(Moment.Workload workload, double weight) {
    return new Side(version(workload.image()), weight, workload.ready(), workload.pods());
  }

  /** The name of the version that an image is; the image's tag if the story has no such version. */
  private String version(String image) {
    String tag = image.substring(image.lastIndexOf(':') + 1);
    List<Release> all = new ArrayList<>(story.releases());
    all.add(story.first());
    return all.stream()
        .filter(release -> release.tag().equals(tag))
        .map(Release::name)
        .findFirst()
        .orElse(tag.replaceFirst("-.*", ""));
  }

  private String headline(Act act, String phase, Moment moment, List<Result> results) {
    return switch (act) {
      case Act.Preparing preparing -> preparing.sentence();
      case Act.Initialising _ ->
          "Version "
              + story.first().name()
              + " is in service. A Canary is pushed: Sluice makes a copy of the workload, the"
              + " primary, and lets that one serve.";
      case Act.Shipping shipping ->
          Ending.after(shipping.lastEnded(), Optional.ofNullable(moment.canary()))
              .map(
                  ending ->
                      "Version "
                          + shipping.release().name()
                          + " is "
                          + ending.outcome().words()
                          + ".")
              .orElseGet(() -> shipping(shipping, phase, moment));
      case Act.Resting resting -> verdict(resting.release(), results);
      case Act.Meddling meddling -> meddling(meddling);
      case Act.Interlude interlude -> interlude.sentence();
      case Act.Ended ended -> ended.sentence();
    };
  }

  private static String meddling(Act.Meddling meddling) {
    String done = "Somebody sets image " + meddling.tag() + " with kubectl, past Git. ";
    return meddling.healed() == null
        ? done
        : done
            + String.format(
                Locale.ROOT,
                "Sluice has put it right after %.1f s: what is in Git is what runs.",
                meddling.healed().toMillis() / 1000.0);
  }

  private static String shipping(Act.Shipping shipping, String phase, Moment moment) {
    Release release = shipping.release();
    String version = "Version " + release.name();
    String arrives = arrival(shipping, moment);
    return switch (phase) {
      case "Progressing" ->
          moment.target().ready() < Math.max(1, moment.target().pods())
              ? arrives + " Its pods start; nobody is sent there yet."
              : version
                  + " "
                  + release.character()
                  + ". It gets a part of the traffic, and Prometheus is asked how it does.";
      case "Waiting", "WaitingPromotion" -> version + " waits for an approval.";
      case "Promoting" -> version + " passed every check. The primary takes it over.";
      case "Finalising" -> "The primary runs " + release.name() + " and serves everybody.";
      default -> arrives;
    };
  }

  /** Who brings it; a person, or Sluice itself. */
  private static String arrival(Act.Shipping shipping, Moment moment) {
    Release release = shipping.release();
    return switch (release.arrival()) {
      case Arrival.Push(String author, String message) ->
          "%s pushes \"%s\". Version %s %s."
              .formatted(author, message, release.name(), release.character());
      case Arrival.Image() ->
          "Version %s %s. Sluice commits it%s."
              .formatted(
                  release.name(),
                  release.character(),
                  commit(shipping, moment).map(commit -> " as " + commit.hash()).orElse(""));
    };
  }

  private static Optional<Commit> commit(Act.Shipping shipping, Moment moment) {
    return Optional.ofNullable(shipping.commit())
        .or(() -> Ending.source(shipping.lastEnded(), Optional.ofNullable(moment.canary())));
  }

  private static String verdict(Release release, List<Result> results) {
    return results.stream()
        .filter(result -> result.release().equals(release))
        .findFirst()
        .map(Narrator::verdict)
        .orElse("");
  }

  private static String verdict(Result result) {
    String version = "Version " + result.release().name();
    return switch (result.outcome()) {
      case PROMOTED -> version + " is promoted: it serves everybody.";
      case ROLLED_BACK ->
          version
              + " is rolled back: its users are on the version before it, after "
              + requests(result.served().requests())
              + "."
              + (result.revert() == null
                  ? ""
                  : " In Git, %s takes it back.".formatted(Commit.hash(result.revert())));
      case UNFINISHED -> version + " has not ended in time.";
    };
  }

  private List<Version> versions(Act act, Moment moment, List<Result> results) {
    List<Version> lines = new ArrayList<>();
    for (Release release : story.releases()) {
      Optional<Result> result =
          results.stream().filter(r -> r.release().equals(release)).findFirst();
      if (result.isPresent()) {
        lines.add(ended(result.get()));
      } else if (act instanceof Act.Shipping shipping && shipping.release().equals(release)) {
        lines.add(current(shipping, moment));
      } else {
        lines.add(new Version(release.name(), "", "", release.character(), Progress.AHEAD));
      }
    }
    if (act instanceof Act.Ended ended) {
      visitor(ended, moment).ifPresent(lines::add);
    }
    return lines;
  }

  /** What somebody has pushed after the story. */
  private Optional<Version> visitor(Act.Ended ended, Moment moment) {
    Optional<Canary> canary = Optional.ofNullable(moment.canary());
    Optional<Ending> ending = Ending.after(ended.lastEnded(), canary);
    return ending
        .map(Ending::commit)
        .or(() -> Ending.source(ended.lastEnded(), canary))
        .map(
            commit ->
                new Version(
                    "yours",
                    ending
                        .map(how -> fate(how.outcome(), how.revert().orElse(null)))
                        .orElse("on its way"),
                    commit.toString(),
                    "",
                    ending.map(how -> progress(how.outcome())).orElse(Progress.NOW)));
  }

  private static Progress progress(Outcome outcome) {
    return outcome == Outcome.PROMOTED ? Progress.DONE : Progress.FAILED;
  }

  /** What became of it, in the cluster and then in Git. */
  private static String fate(Outcome outcome, @Nullable String revert) {
    return revert == null ? outcome.words() : "reverted in " + Commit.hash(revert);
  }

  private static Version ended(Result result) {
    return new Version(
        result.release().name(),
        result.revert() == null
            ? result.outcome().words() + " after " + Clock.seconds(result.took())
            : fate(result.outcome(), result.revert()),
        result.commit() == null ? "" : result.commit().toString(),
        detail(result.clients(), result.served()),
        progress(result.outcome()));
  }

  private static Version current(Act.Shipping shipping, Moment moment) {
    String tag = shipping.release().tag();
    return new Version(
        shipping.release().name(),
        "on its way for " + Clock.seconds(moment.elapsed().minus(shipping.since())),
        commit(shipping, moment).map(Commit::toString).orElse(""),
        detail(
            moment.clients().total().since(shipping.before().total()),
            moment.clients().of(tag).since(shipping.before().of(tag))),
        Progress.NOW);
  }

  private static String detail(Count clients, Count served) {
    return "%d of %d failed; it answered %d"
        .formatted(clients.failures(), clients.requests(), served.requests());
  }

  private static String requests(long count) {
    return count + (count == 1 ? " request" : " requests");
  }
}
