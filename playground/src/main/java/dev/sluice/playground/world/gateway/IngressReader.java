package dev.sluice.playground.world.gateway;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Ingresses into locations. Those with annotation {@code canary: "true"} make none of their
 * own: they are the alternative of the location with the same host and path.
 */
final class IngressReader {
  private static final String PREFIX = "nginx.ingress.kubernetes.io/";

  /** Host and path of a location. */
  private record Place(String host, String path) {}

  private record Found(
      Ingress ingress, Place place, PathMatch match, Backend backend, String portName) {}

  private final Function<Backend, Optional<Service>> services;

  IngressReader(Function<Backend, Optional<Service>> services) {
    this.services = services;
  }

  /** Locations by host, for Ingresses that are to be obeyed, oldest first. */
  Map<String, List<IngressTable.Location>> read(List<Ingress> ingresses) {
    Map<Place, Found> main = new HashMap<>();
    Map<Place, Found> canaries = new HashMap<>();
    List<Place> order = new ArrayList<>();
    for (Ingress ingress : ingresses) {
      boolean canary = "true".equals(annotation(ingress, "canary").orElse(""));
      for (Found found : found(ingress)) {
        // The oldest Ingress keeps a place that two of them claim.
        boolean first = (canary ? canaries : main).putIfAbsent(found.place(), found) == null;
        if (first && !canary) {
          order.add(found.place());
        }
      }
    }
    Map<String, List<IngressTable.Location>> hosts = new HashMap<>();
    for (Place place : order) {
      hosts
          .computeIfAbsent(place.host(), h -> new ArrayList<>())
          .add(
              location(
                  Objects.requireNonNull(main.get(place)),
                  Optional.ofNullable(canaries.get(place))));
    }
    return hosts;
  }

  private IngressTable.Location location(Found main, Optional<Found> canary) {
    return new IngressTable.Location(
        main.match(),
        main.backend(),
        filters(main.ingress()),
        new Answer.RouteName(
            main.ingress().getMetadata().getNamespace(),
            main.ingress().getMetadata().getName(),
            main.backend().service(),
            main.place().path(),
            ""),
        canary.map(
            c ->
                new IngressTable.Alternative(
                    c.backend(),
                    rule(c.ingress()),
                    "%s-%s-%s"
                        .formatted(c.backend().namespace(), c.backend().service(), c.portName()))));
  }

  private List<Found> found(Ingress ingress) {
    List<Found> found = new ArrayList<>();
    List<IngressRule> rules = ingress.getSpec().getRules();
    for (IngressRule rule : rules == null ? List.<IngressRule>of() : rules) {
      String host = rule.getHost() == null || rule.getHost().isEmpty() ? "*" : rule.getHost();
      if (rule.getHttp() == null) {
        continue;
      }
      for (HTTPIngressPath path : rule.getHttp().getPaths()) {
        String text = path.getPath() == null || path.getPath().isEmpty() ? "/" : path.getPath();
        found(ingress, new Place(host, text), match(ingress, path, text), path.getBackend())
            .ifPresent(found::add);
      }
    }
    IngressBackend otherwise = ingress.getSpec().getDefaultBackend();
    found(ingress, new Place("*", "/"), new PathMatch.Prefix("/"), otherwise).ifPresent(found::add);
    return found;
  }

  private Optional<Found> found(
      Ingress ingress, Place place, PathMatch match, @Nullable IngressBackend backend) {
    if (backend == null || backend.getService() == null) {
      return Optional.empty();
    }
    String namespace = ingress.getMetadata().getNamespace();
    String name = backend.getService().getName();
    ServiceBackendPort port = backend.getService().getPort();
    String portName = port.getName() == null ? String.valueOf(port.getNumber()) : port.getName();
    int number =
        port.getNumber() == null
            ? numberOf(new Backend(namespace, name, 0), port.getName())
            : port.getNumber();
    return Optional.of(
        new Found(ingress, place, match, new Backend(namespace, name, number), portName));
  }

  /** A port that the Service does not have is -1: nothing is ever ready there. */
  private int numberOf(Backend backend, String portName) {
    return services
        .apply(backend)
        .flatMap(
            service ->
                service.getSpec().getPorts().stream()
                    .filter(port -> portName.equals(port.getName()))
                    .map(ServicePort::getPort)
                    .findFirst())
        .orElse(-1);
  }

  private static PathMatch match(Ingress ingress, HTTPIngressPath path, String text) {
    if ("true".equals(annotation(ingress, "use-regex").orElse(""))) {
      return pattern("(?i)" + text + ".*")
          .<PathMatch>map(PathMatch.Regex::new)
          .orElseGet(() -> new PathMatch.Exact(text));
    }
    return switch (Objects.requireNonNullElse(path.getPathType(), "ImplementationSpecific")) {
      case "Exact" -> new PathMatch.Exact(text);
      case "Prefix" -> new PathMatch.Prefix(text);
      default -> new PathMatch.Characters(text);
    };
  }

  private static Filters filters(Ingress ingress) {
    return new Filters(
        HeaderEdit.NONE,
        HeaderEdit.NONE,
        annotation(ingress, "rewrite-target")
            .filter(target -> !target.contains("$"))
            .<PathRewrite>map(PathRewrite.Full::new)
            .orElseGet(PathRewrite.Keep::new),
        annotation(ingress, "upstream-vhost"),
        Optional.empty());
  }

  private static CanaryRule rule(Ingress ingress) {
    return new CanaryRule(
        annotation(ingress, "canary-by-header"),
        annotation(ingress, "canary-by-header-value"),
        annotation(ingress, "canary-by-header-pattern").flatMap(IngressReader::pattern),
        annotation(ingress, "canary-by-cookie"),
        number(annotation(ingress, "canary-weight"), 0),
        Math.max(100, number(annotation(ingress, "canary-weight-total"), 100)));
  }

  private static int number(Optional<String> value, int otherwise) {
    return value.filter(v -> v.matches("\\d{1,9}")).map(Integer::valueOf).orElse(otherwise);
  }

  private static Optional<Pattern> pattern(String expression) {
    try {
      return Optional.of(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> annotation(Ingress ingress, String name) {
    Map<String, String> annotations = ingress.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations == null ? null : annotations.get(PREFIX + name))
        .filter(value -> !value.isEmpty());
  }
}
