package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.discovery.Discovery;
import dev.sluice.playground.apiserver.discovery.OpenApi;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.store.Store;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From a request to its answer. */
final class Router {
  private static final Pattern AGGREGATED =
      Pattern.compile("g=apidiscovery\\.k8s\\.io;v=(v2(?:beta1)?);as=APIGroupDiscoveryList");

  private final Types types;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final Api api;

  Router(Store store, Types types, Clock clock) {
    this.types = types;
    this.discovery = new Discovery(types);
    this.openApi = new OpenApi(types);
    this.api = new Api(store, types, clock);
  }

  Answer answer(Call call) {
    Optional<ResourcePath> resource = ResourcePath.parse(call.path());
    return resource.isPresent() ? api.answer(call, resource.get()) : other(call);
  }

  private Answer other(Call call) {
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      throw ApiError.methodNotAllowed();
    }
    List<String> parts = Arrays.stream(call.path().split("/")).filter(p -> !p.isEmpty()).toList();
    String first = parts.isEmpty() ? "" : parts.getFirst();
    return switch (first) {
      case "" -> paths();
      case "healthz", "livez", "readyz" -> Answer.text("ok");
      case "version" -> Answer.ok(version());
      case "api" -> core(call, parts);
      case "apis" -> groups(call, parts);
      case "openapi" -> openApi(call, parts);
      default -> throw ApiError.noSuchPath();
    };
  }

  private static Answer paths() {
    ObjectNode paths = Json.object();
    var list = paths.putArray("paths");
    List.of("/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version")
        .forEach(list::add);
    return Answer.ok(paths);
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "32")
        .put("gitVersion", "v1.32.0-sluice.playground")
        .put("gitCommit", "0000000000000000000000000000000000000000")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-11-01T00:00:00Z")
        .put("goVersion", "go0")
        .put("compiler", "javac")
        .put("platform", "jvm/any");
  }

  private Answer core(Call call, List<String> parts) {
    if (parts.size() == 1) {
      return aggregated(call, true)
          .orElseGet(() -> Answer.ok(Discovery.coreVersions(call.header("host"))));
    }
    if (parts.size() == 2 && parts.get(1).equals("v1")) {
      return Answer.ok(discovery.resources("", "v1"));
    }
    throw ApiError.noSuchPath();
  }

  private Answer groups(Call call, List<String> parts) {
    if (parts.size() == 1) {
      return aggregated(call, false).orElseGet(() -> Answer.ok(discovery.groups()));
    }
    ObjectNode group = discovery.group(parts.get(1), true);
    if (group.path("versions").isEmpty()) {
      throw ApiError.noSuchPath();
    }
    if (parts.size() == 2) {
      return Answer.ok(group);
    }
    ObjectNode resources = discovery.resources(parts.get(1), parts.get(2));
    if (resources.path("resources").isEmpty()) {
      throw ApiError.noSuchPath();
    }
    return Answer.ok(resources);
  }

  private Answer openApi(Call call, List<String> parts) {
    boolean json = Arrays.stream(call.header("accept").split(",")).anyMatch(Router::servesJson);
    if (!json && !call.header("accept").isEmpty()) {
      throw ApiError.of(
          406, "NotAcceptable", "only the following media types are accepted: application/json");
    }
    String path = String.join("/", parts.subList(1, parts.size()));
    return switch (path) {
      case "v2" -> Answer.ok(openApi.swagger());
      case "v3" -> Answer.ok(openApi.index());
      case "v3/api/v1" -> Answer.ok(openApi.document("", "v1").orElseThrow());
      default -> {
        if (parts.size() != 5 || !parts.get(2).equals("apis")) {
          throw ApiError.noSuchPath();
        }
        yield Answer.ok(
            openApi.document(parts.get(3), parts.get(4)).orElseThrow(ApiError::noSuchPath));
      }
    };
  }

  private static boolean servesJson(String clause) {
    String media = clause.replaceFirst(";.*", "").strip();
    return media.equals("application/json") || media.equals("*/*") || media.equals("application/*");
  }

  private Optional<Answer> aggregated(Call call, boolean core) {
    Matcher m = AGGREGATED.matcher(call.header("accept").replace(" ", ""));
    if (!m.find()) {
      return Optional.empty();
    }
    String version = m.group(1);
    ObjectNode document = discovery.aggregated(core, version);
    String contentType =
        "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
    return Optional.of(
        new Answer.Raw(
            200,
            contentType,
            Json.string(document),
            Map.of("ETag", '"' + Long.toString(types.revision()) + '"')));
  }
}
