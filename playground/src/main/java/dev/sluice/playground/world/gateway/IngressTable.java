package dev.sluice.playground.world.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What ingress-nginx does with a request: the host first, then the longest path, then the canary of
 * that location if it has one and it can take the request.
 */
final class IngressTable implements Routing {
  /**
   * The part of a host below a path.
   *
   * @param filters of the location, from annotations
   */
  record Location(
      PathMatch path,
      Backend backend,
      Filters filters,
      Answer.RouteName name,
      Optional<Alternative> canary) {}

  /**
   * The other backend of a location.
   *
   * @param upstream what NGINX calls it, {@code namespace-service-port}
   */
  record Alternative(Backend backend, CanaryRule rule, String upstream) {}

  private static final Comparator<Location> LONGEST_FIRST =
      Comparator.<Location>comparingInt(location -> location.path().kind())
          .reversed()
          .thenComparing(
              Comparator.<Location>comparingInt(l -> l.path().text().length()).reversed());

  private final Map<String, List<Location>> hosts = new LinkedHashMap<>();
  private final Predicate<Backend> hasEndpoints;
  private final RandomGenerator random;

  /**
   * @param hosts locations by host; the host {@code *} is for requests that no other one is for
   * @param hasEndpoints a canary without pods is passed over for the main backend
   */
  IngressTable(
      Map<String, List<Location>> hosts, Predicate<Backend> hasEndpoints, RandomGenerator random) {
    hosts.forEach(
        (host, locations) -> {
          List<Location> sorted = new ArrayList<>(locations);
          sorted.sort(LONGEST_FIRST);
          this.hosts.put(host, sorted);
        });
    this.hasEndpoints = hasEndpoints;
    this.random = random;
  }

  @Override
  public Answer route(RequestHead request) {
    return locations(request.host()).stream()
        .filter(location -> location.path().matches(request.path()))
        .findFirst()
        .<Answer>map(location -> forward(location, request))
        .orElse(Answer.Reply.NOT_FOUND);
  }

  private List<Location> locations(String host) {
    List<Location> exact = hosts.get(host);
    if (exact != null) {
      return exact;
    }
    return hosts.entrySet().stream()
        .filter(entry -> HostTable.covers(entry.getKey(), host))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }

  private Answer.Forward forward(Location location, RequestHead request) {
    Optional<Alternative> canary =
        location
            .canary()
            .filter(alternative -> alternative.rule().takes(request, random))
            .filter(alternative -> hasEndpoints.test(alternative.backend()));
    Answer.RouteName main = location.name();
    return new Answer.Forward(
        canary.map(Alternative::backend).orElse(location.backend()),
        location.filters(),
        List.of(),
        Optional.empty(),
        new Answer.RouteName(
            main.namespace(),
            main.name(),
            main.service(),
            main.path(),
            canary.map(Alternative::upstream).orElse("")));
  }
}
