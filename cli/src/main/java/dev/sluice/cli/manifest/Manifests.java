package dev.sluice.cli.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.cli.UserErrorException;
import dev.sluice.crds.Canary;
import dev.sluice.crds.MetricTemplate;
import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The Canary that a command is about, and the MetricTemplates that it names. All other kinds in the
 * files are passed over.
 */
public final class Manifests {
  private static final String DEFAULT_NAMESPACE = "default";
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of("Canary", Canary.class, "MetricTemplate", MetricTemplate.class);

  private final Canary canary;
  private final List<HasMetadata> others;

  private Manifests(Canary canary, List<HasMetadata> others) {
    this.canary = canary;
    this.others = List.copyOf(others);
  }

  private static Manifests of(List<Document> documents, String file) {
    return new Manifests(
        onlyCanary(documents, file),
        documents.stream()
            .map(Document::object)
            .filter(object -> !(object instanceof Canary))
            .toList());
  }

  private record Document(String file, HasMetadata object) {}

  /**
   * Reads files.
   *
   * @param file with exactly one Canary
   * @param more with what it names
   * @throws UserErrorException when one cannot be read, saying what to do
   */
  public static Manifests read(Path file, List<Path> more) {
    List<Document> documents = new ArrayList<>(documents(file.toString(), text(file)));
    for (Path other : more) {
      documents(other.toString(), text(other)).stream()
          .filter(document -> !(document.object instanceof Canary))
          .forEach(documents::add);
    }
    return of(documents, file.toString());
  }

  /** The same of a text in place of a file. */
  public static Manifests of(String yaml) {
    return of(documents("The text", yaml), "The text");
  }

  /** With a name, a namespace, a target and an analysis. */
  public Canary canary() {
    return canary;
  }

  /** A copy of the Canary that was changed. */
  public Canary edited(Consumer<ObjectNode> change) {
    return edited(canary, Canary.class, change);
  }

  private static <T> T edited(T object, Class<T> type, Consumer<ObjectNode> change) {
    ObjectNode tree = OBJECTS.convertValue(object, ObjectNode.class);
    change.accept(tree);
    return OBJECTS.convertValue(tree, type);
  }

  /**
   * The same, with one Prometheus for everything: addresses within a cluster cannot be reached from
   * outside of it, and credentials are meant for nobody else.
   */
  public Manifests asking(String prometheus) {
    return new Manifests(
        edited(tree -> tree.withObject("/spec").remove("metricsServer")),
        others.stream().map(object -> asking(object, prometheus)).toList());
  }

  private static HasMetadata asking(HasMetadata object, String prometheus) {
    return object instanceof MetricTemplate template
        ? edited(
            template,
            MetricTemplate.class,
            tree -> {
              ObjectNode provider = tree.withObject("/spec/provider");
              provider.put("address", prometheus);
              provider.remove(List.of("secretRef", "headers", "insecureSkipVerify"));
            })
        : object;
  }

  /** What else the files have. */
  public Cluster cluster() {
    return new FileCluster(others);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserErrorException("No file can be read at " + file + ".", e);
    }
  }

  private static List<Document> documents(String file, String yaml) {
    List<Document> documents = new ArrayList<>();
    try (MappingIterator<JsonNode> nodes = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (nodes.hasNext()) {
        JsonNode node = nodes.next();
        Class<? extends HasMetadata> type = KINDS.get(node.path("kind").asText());
        if (type != null) {
          documents.add(new Document(file, object(file, node, type)));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
    return documents;
  }

  private static HasMetadata object(String file, JsonNode node, Class<? extends HasMetadata> type) {
    HasMetadata object = OBJECTS.convertValue(node, type);
    if (object.getMetadata() == null || object.getMetadata().getName() == null) {
      throw new UserErrorException(
          "%s has a %s without metadata.name.".formatted(file, type.getSimpleName()));
    }
    if (object.getMetadata().getNamespace() == null) {
      object.getMetadata().setNamespace(DEFAULT_NAMESPACE);
    }
    return object;
  }

  private static UserErrorException unreadable(String file, Exception e) {
    if (e instanceof UserErrorException known) {
      return known;
    }
    Throwable cause =
        e instanceof IllegalArgumentException && e.getCause() != null ? e.getCause() : e;
    String where =
        cause instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[]" : part.getFieldName())
                .collect(Collectors.joining("."))
            : "";
    String why =
        cause instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : String.valueOf(cause.getMessage());
    return new UserErrorException(
        "%s cannot be read: %s%s"
            .formatted(
                file, where.isEmpty() ? "" : where + ": ", why.lines().findFirst().orElse("")),
        e);
  }

  private static Canary onlyCanary(List<Document> documents, String file) {
    List<Canary> canaries =
        documents.stream()
            .map(Document::object)
            .filter(Canary.class::isInstance)
            .map(Canary.class::cast)
            .toList();
    if (canaries.isEmpty()) {
      throw new UserErrorException(
          file + " has no Canary: it needs a document with kind: Canary (flagger.app/v1beta1).");
    }
    if (canaries.size() > 1) {
      throw new UserErrorException(
          "%s has %d Canaries (%s): put the one that you mean into a file of its own."
              .formatted(
                  file,
                  canaries.size(),
                  canaries.stream()
                      .map(each -> each.getMetadata().getName())
                      .collect(Collectors.joining(", "))));
    }
    Canary canary = canaries.getFirst();
    if (canary.getSpec() == null
        || canary.getSpec().targetRef() == null
        || canary.getSpec().analysis() == null) {
      throw new UserErrorException(
          "%s: the Canary %s needs spec.targetRef and spec.analysis."
              .formatted(file, canary.getMetadata().getName()));
    }
    return canary;
  }
}
