package dev.sluice.cli.play;

import dev.sluice.cli.show.Clock;
import dev.sluice.cli.show.Scene;
import dev.sluice.cli.show.Scene.Progress;
import dev.sluice.cli.show.Scene.Side;
import dev.sluice.cli.show.Scene.Version;
import dev.sluice.cli.story.Count;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Story;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    List<Release> all = new ArrayList<>(story.releases());
    all.add(story.first());
    return all.stream()
        .filter(release -> release.image().equals(image))
        .map(Release::name)
        .findFirst()
        .orElse(image.substring(image.lastIndexOf(':') + 1));
  }

  private String headline(Act act, String phase, Moment moment, List<Result> results) {
    return switch (act) {
      case Act.Preparing preparing -> preparing.sentence();
      case Act.Initialising _ ->
          "Version "
              + story.first().name()
              + " is in service. Sluice makes a copy of it, the primary, and lets that one serve.";
      case Act.Shipping shipping ->
          Ending.after(shipping.lastEnded(), Optional.ofNullable(moment.canary()))
              .map(
                  ending ->
                      "Version "
                          + shipping.release().name()
                          + " is "
                          + ending.outcome().words()
                          + ".")
              .orElseGet(() -> shipping(shipping.release(), phase, moment));
      case Act.Resting resting -> verdict(resting.release(), results);
      case Act.Comparing comparing ->
          "Version "
              + comparing.release().name()
              + " once more, with the threshold judge: what does that one make of it?";
      case Act.Ended ended -> ended.sentence();
    };
  }

  private String shipping(Release release, String phase, Moment moment) {
    String version = "Version " + release.name();
    String arrives = version + " is here. It " + release.character() + ".";
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
              + ".";
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
        lines.add(new Version(release.name(), "", release.character(), Progress.AHEAD));
      }
    }
    return lines;
  }

  private static Version ended(Result result) {
    return new Version(
        result.release().name(),
        result.outcome().words() + " after " + Clock.seconds(result.took()),
        detail(result.clients(), result.served()),
        result.outcome() == Outcome.PROMOTED ? Progress.DONE : Progress.FAILED);
  }

  private static Version current(Act.Shipping shipping, Moment moment) {
    String tag = shipping.release().tag();
    return new Version(
        shipping.release().name(),
        "on its way for " + Clock.seconds(moment.elapsed().minus(shipping.since())),
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
