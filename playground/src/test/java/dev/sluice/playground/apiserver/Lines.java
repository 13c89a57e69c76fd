package dev.sluice.playground.apiserver;

import dev.sluice.playground.apiserver.Cluster.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the parts of the contract have in common. */
interface Lines {
  Duration PATIENCE = Duration.ofSeconds(90);

  Cluster cluster();

  /** A namespace that belongs to the test alone. */
  String namespace();

  /** Called by a line about what controllers do, which not every server has beside it. */
  default void needsGarbageCollection() {}

  /** The path of a core resource in the test's namespace. */
  default String core(String rest) {
    return "/api/v1/namespaces/" + namespace() + '/' + rest;
  }

  /** The path of a resource of a group in the test's namespace. */
  default String in(String group, String rest) {
    return "/apis/" + group + "/namespaces/" + namespace() + '/' + rest;
  }

  default String apps(String rest) {
    return in("apps/v1", rest);
  }

  default Reply create(String path, String yaml) {
    Reply reply = cluster().post(path, yaml);
    if (reply.status() != 201) {
      throw new AssertionError(reply.toString());
    }
    return reply;
  }

  default Reply configMap(String name, String rest) {
    return create(
        core("configmaps"),
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}" + rest + "}");
  }

  default Reply deployment(String name) {
    return create(apps("deployments"), deploymentYaml(name));
  }

  static String deploymentYaml(String name) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %s}
    spec:
      replicas: 0
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - name: web
              image: nginx:1.25
              ports: [{containerPort: 80}]
    """
        .formatted(name);
  }

  /** The causes of a refusal, as {@code field: reason}. */
  static List<String> causes(Reply reply) {
    List<String> all = new ArrayList<>();
    reply
        .at("details", "causes")
        .forEach(c -> all.add(c.path("field").asText() + ": " + c.path("reason").asText()));
    return all;
  }

  /** The managers of an object, as {@code manager operation subresource}. */
  static List<String> managers(Reply reply) {
    List<String> all = new ArrayList<>();
    reply
        .at("metadata", "managedFields")
        .forEach(
            m ->
                all.add(
                    (m.path("manager").asText()
                            + ' '
                            + m.path("operation").asText()
                            + ' '
                            + m.path("subresource").asText())
                        .strip()));
    return all;
  }

  /** The fields that a manager owns, as in {@code fieldsV1}. */
  static String owned(Reply reply, String manager) {
    for (var entry : reply.at("metadata", "managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1").toString();
      }
    }
    return "";
  }
}
