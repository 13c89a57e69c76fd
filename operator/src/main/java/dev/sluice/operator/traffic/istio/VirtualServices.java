package dev.sluice.operator.traffic.istio;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.crds.HttpMatch;
import dev.sluice.crds.ServiceSpec;
import dev.sluice.crds.StringMatch;
import dev.sluice.operator.traffic.Matches;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rule;
import io.fabric8.istio.api.api.networking.v1alpha3.CorsPolicy;
import io.fabric8.istio.api.api.networking.v1alpha3.Destination;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPMatchRequest;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetry;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRewrite;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRewriteBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRoute;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestinationBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.Headers;
import io.fabric8.istio.api.api.networking.v1alpha3.HeadersBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HeadersHeaderOperations;
import io.fabric8.istio.api.api.networking.v1alpha3.HeadersHeaderOperationsBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.L4MatchAttributes;
import io.fabric8.istio.api.api.networking.v1alpha3.L4MatchAttributesBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.Percent;
import io.fabric8.istio.api.api.networking.v1alpha3.RouteDestinationBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.TCPRoute;
import io.fabric8.istio.api.api.networking.v1alpha3.TCPRouteBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.VirtualService;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules in a VirtualService's words. */
final class VirtualServices {
  private static final String MESH = "mesh";
  private static final String SET_COOKIE = "Set-Cookie";

  /** The Canary's matches, retries, headers and CORS policy are Istio's own, by the same names. */
  private static final KubernetesSerialization JSON =
      new KubernetesSerialization(new ObjectMapper(), false);

  private final RoutedService service;
  private final ServiceSpec spec;

  VirtualServices(RoutedService service) {
    this.service = service;
    this.spec = service.spec();
  }

  static boolean isTcp(ServiceSpec service) {
    String protocol = service.appProtocol();
    return protocol != null && protocol.toLowerCase(Locale.ROOT).equals("tcp");
  }

  VirtualService of(List<Rule> rules) {
    VirtualService result = new VirtualService();
    if (!isDelegate()) {
      result.setHosts(hosts());
      result.setGateways(gateways());
    }
    if (isTcp(spec)) {
      result.setTcp(rules.stream().map(this::tcp).toList());
    } else {
      result.setHttp(rules.stream().map(this::http).toList());
    }
    return result;
  }

  private boolean isDelegate() {
    return Boolean.TRUE.equals(spec.delegation());
  }

  private List<String> hosts() {
    boolean known = spec.hosts().contains(service.apex()) || spec.hosts().contains("*");
    return known
        ? spec.hosts()
        : Stream.concat(spec.hosts().stream(), Stream.of(service.apex())).toList();
  }

  private List<String> gateways() {
    return spec.gateways().isEmpty() ? List.of(MESH) : spec.gateways();
  }

  private TCPRoute tcp(Rule rule) {
    return new TCPRouteBuilder()
        .withMatch(rule.matches().stream().map(VirtualServices::l4).distinct().toList())
        .withRoute(
            rule.backends().stream()
                .map(
                    backend ->
                        new RouteDestinationBuilder()
                            .withDestination(destination(backend.service()))
                            .withWeight(backend.weight())
                            .build())
                .toList())
        .build();
  }

  /** What of a match a connection can be asked. */
  private static L4MatchAttributes l4(HttpMatch match) {
    Integer port = match.port();
    return new L4MatchAttributesBuilder()
        .withPort(port == null ? null : port.longValue())
        .withGateways(match.gateways())
        .withSourceLabels(match.sourceLabels())
        .withSourceNamespace(match.sourceNamespace())
        .build();
  }

  /** Set and not built: the model's builders lose the deprecated part of a CORS policy. */
  private HTTPRoute http(Rule rule) {
    HTTPRoute result = new HTTPRoute();
    result.setMatch(rule.matches().stream().map(VirtualServices::match).distinct().toList());
    result.setRewrite(rewrite());
    result.setTimeout(emptyToNull(spec.timeout()));
    if (spec.retries() != null) {
      result.setRetries(convert(spec.retries(), HTTPRetry.class));
    }
    if (spec.corsPolicy() != null) {
      result.setCorsPolicy(convert(spec.corsPolicy(), CorsPolicy.class));
    }
    result.setHeaders(headers(rule.setCookie()));
    result.setRoute(rule.backends().stream().map(this::destination).toList());
    if (rule.mirrored()) {
      result.setMirror(destination(service.canary()));
      result.setMirrorPercentage(mirrorPercentage());
    }
    return result;
  }

  private @Nullable HTTPRewrite rewrite() {
    ServiceSpec.Rewrite rewrite = spec.rewrite();
    return rewrite == null
        ? null
        : new HTTPRewriteBuilder()
            .withUri(emptyToNull(rewrite.uri()))
            .withAuthority(emptyToNull(rewrite.authority()))
            .build();
  }

  private @Nullable Percent mirrorPercentage() {
    Integer weight = service.analysis().mirrorWeight();
    return weight == null || weight <= 0 ? null : new Percent(weight.doubleValue());
  }

  private HTTPRouteDestination destination(Rule.Backend backend) {
    return new HTTPRouteDestinationBuilder()
        .withDestination(destination(backend.service()))
        .withWeight(backend.weight())
        .withHeaders(backend.setCookie() == null ? null : headers(null, backend.setCookie()))
        .build();
  }

  /** An ingress gateway has to be told the port when the Service has several. */
  private Destination destination(String host) {
    boolean ingress = !spec.gateways().isEmpty() && !spec.gateways().getFirst().equals(MESH);
    boolean severalPorts = Boolean.TRUE.equals(spec.portDiscovery());
    DestinationBuilder result = new DestinationBuilder().withHost(host);
    return severalPorts && (ingress || isDelegate())
        ? result.withNewPort((long) service.port()).build()
        : result.build();
  }

  private @Nullable Headers headers(@Nullable String setCookie) {
    ServiceSpec.Headers headers = spec.headers();
    Headers configured = headers == null ? null : convert(headers, Headers.class);
    return setCookie == null ? configured : headers(configured, setCookie);
  }

  private static Headers headers(@Nullable Headers configured, String setCookie) {
    HeadersHeaderOperations response = configured == null ? null : configured.getResponse();
    Map<String, String> add = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (response != null && response.getAdd() != null) {
      add.putAll(response.getAdd());
    }
    add.put(SET_COOKIE, setCookie);
    HeadersHeaderOperationsBuilder changes =
        response == null
            ? new HeadersHeaderOperationsBuilder()
            : new HeadersHeaderOperationsBuilder(response);
    HeadersBuilder result =
        configured == null ? new HeadersBuilder() : new HeadersBuilder(configured);
    return result.withResponse(changes.withAdd(add).build()).build();
  }

  private static HTTPMatchRequest match(HttpMatch match) {
    return convert(
        new HttpMatch(
            match.authority(),
            match.gateways(),
            withoutSuffixes(match.headers()),
            match.ignoreUriCase(),
            match.method(),
            match.name(),
            match.port(),
            match.queryParams(),
            match.scheme(),
            match.sourceLabels(),
            match.sourceNamespace(),
            match.uri(),
            match.withoutHeaders()),
        HTTPMatchRequest.class);
  }

  /** Istio has no suffixes; an expression says the same. */
  private static Map<String, StringMatch> withoutSuffixes(Map<String, StringMatch> headers) {
    Map<String, StringMatch> result = new LinkedHashMap<>();
    headers.forEach(
        (name, match) ->
            result.put(
                name,
                match.suffix() == null
                    ? match
                    : new StringMatch(null, null, null, Matches.asRegex(match))));
    return result;
  }

  static <T> T convert(Object value, Class<T> type) {
    return JSON.convertValue(value, type);
  }

  private static @Nullable String emptyToNull(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
