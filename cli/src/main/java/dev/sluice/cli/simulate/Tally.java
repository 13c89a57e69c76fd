package dev.sluice.cli.simulate;

import dev.sluice.simulation.bench.Share;
import dev.sluice.simulation.rollout.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What many rollouts came to. Times are medians.
 *
 * @param givenUp rolled back, frozen or taken back, after the change began
 * @param early the same before it began, which is a false alarm
 * @param undecided those for which a person is asked
 * @param toGiveUp from the beginning of the change; empty when none was given up
 * @param toPromote from the beginning of the rollout; empty when none was promoted
 * @param excess mean of the requests that failed or were slow because of the new version; of one
 *     that is promoted in the hour after, too
 */
record Tally(
    Share givenUp,
    Share early,
    Share undecided,
    Optional<Duration> toGiveUp,
    Optional<Duration> toPromote,
    double excess) {

  /**
   * Of these.
   *
   * @param onset of the change, from the beginning of the rollout
   * @param endings at least one
   */
  static Tally of(List<Ending> endings, Duration onset) {
    Predicate<Ending> late = ending -> ending.at().compareTo(onset) > 0;
    Predicate<Ending> found = late.and(Ending::givenUp);
    Predicate<Ending> promoted = ending -> ending.kind() == Ending.Kind.PROMOTED;
    return new Tally(
        share(endings, found),
        share(endings, late.negate().and(Ending::givenUp)),
        share(endings, ending -> ending.kind() == Ending.Kind.UNDECIDED),
        median(endings, found, ending -> ending.at().minus(onset)),
        median(endings, promoted, Ending::at),
        endings.stream()
            .mapToDouble(ending -> ending.excess() + ending.perHour())
            .average()
            .orElse(0));
  }

  private static Share share(List<Ending> endings, Predicate<Ending> which) {
    return new Share((int) endings.stream().filter(which).count(), endings.size());
  }

  private static Optional<Duration> median(
      List<Ending> endings, Predicate<Ending> which, Function<Ending, Duration> time) {
    List<Duration> sorted = endings.stream().filter(which).map(time).sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
  }
}
