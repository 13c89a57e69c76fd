package dev.sluice.playground.world.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What is done with the requests that match. */
record Rule(
    RuleMatch match,
    Weighted<Destination> destinations,
    Filters filters,
    List<Mirror> mirrors,
    Optional<Duration> timeout,
    Optional<Redirect> redirect,
    Answer.RouteName name) {
  Answer answer(RequestHead request, RandomGenerator random) {
    if (filters.cors().filter(cors -> cors.isPreflight(request)).isPresent()) {
      return new Answer.Reply(
          204, "", filters.cors().get().headers(request, true), Optional.of(name));
    }
    if (redirect.isPresent()) {
      return redirect.get().answer(request, name);
    }
    Optional<Destination> chosen = destinations.pick(random);
    if (chosen.isEmpty()) {
      return Answer.Reply.of(500, "this rule has no backend with a weight", name);
    }
    return switch (chosen.get()) {
      case Destination.Broken broken -> Answer.Reply.of(500, broken.why(), name);
      case Destination.To to ->
          new Answer.Forward(
              to.backend(),
              filters.and(to.filters()),
              mirrors.stream().filter(m -> m.takes(random)).map(Mirror::backend).toList(),
              timeout,
              name);
    };
  }
}
