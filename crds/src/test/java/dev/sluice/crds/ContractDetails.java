package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.CustomResource;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the contract needs of a CRD and fabric8's generator cannot say: printer columns in their
 * order, a status subresource without a schema, and the annotations {@link Values}, {@link Format}
 * and {@link OneOf}.
 */
final class ContractDetails {
  private ContractDetails() {}

  /** The only version of the CRD. */
  static ObjectNode version(JsonNode crd) {
    return (ObjectNode) crd.at("/spec/versions/0");
  }

  static ObjectNode complete(Class<? extends CustomResource<?, ?>> kind, ObjectNode crd) {
    ObjectNode names = (ObjectNode) crd.at("/spec/names");
    names.put("listKind", names.path("kind").asText() + "List");
    ObjectNode version = version(crd);
    version.withObject("/subresources/status");
    orderColumns(kind, version.withArray("additionalPrinterColumns"));

    ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    ObjectNode properties = (ObjectNode) schema.path("properties");
    schema.put("description", kind.getAnnotation(JsonClassDescription.class).value());
    describe(
        properties,
        "apiVersion",
        "string",
        "Group and version of the API: %s.".formatted(HasMetadata.getApiVersion(kind)));
    describe(properties, "kind", "string", kind.getSimpleName() + ".");
    // The API server describes it itself, and refuses a CRD that does so too.
    properties.putObject("metadata").put("type", "object");
    Type[] types = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
    annotate(types[0], properties.path("spec"), null);
    if (types[1] == Void.class) {
      properties.remove("status");
    } else {
      annotate(types[1], properties.path("status"), null);
    }
    wholeBounds(schema);
    return crd;
  }

  private static void describe(
      ObjectNode properties, String name, String type, String description) {
    properties.putObject(name).put("description", description).put("type", type);
  }

  private static void orderColumns(Class<?> kind, ArrayNode columns) {
    List<JsonNode> unordered = columns.valueStream().toList();
    columns.removeAll();
    for (AdditionalPrinterColumn column :
        kind.getAnnotationsByType(AdditionalPrinterColumn.class)) {
      unordered.stream()
          .filter(c -> c.path("name").asText().equals(column.name()))
          .forEach(columns::add);
    }
  }

  /** Walks the type beside its schema; {@code component} is where the type is used. */
  private static void annotate(Type type, JsonNode schema, @Nullable AnnotatedElement component) {
    if (type instanceof ParameterizedType container) {
      Type[] arguments = container.getActualTypeArguments();
      if (container.getRawType() == List.class) {
        annotate(arguments[0], schema.path("items"), component);
      } else if (container.getRawType() == Map.class) {
        annotate(arguments[1], schema.path("additionalProperties"), component);
      }
    } else if (type == StringMatch.class) {
      OneOf own = component == null ? null : component.getAnnotation(OneOf.class);
      describe(StringMatch.class, (ObjectNode) schema);
      oneOf(own == null ? StringMatch.class.getAnnotation(OneOf.class) : own, (ObjectNode) schema);
    } else if (type instanceof Class<?> record && record.isRecord()) {
      describe(record, (ObjectNode) schema);
    }
  }

  private static void describe(Class<?> record, ObjectNode schema) {
    for (RecordComponent component : record.getRecordComponents()) {
      AnnotatedElement field = field(record, component.getName());
      ObjectNode property = (ObjectNode) schema.path("properties").path(name(field, component));
      Optional.ofNullable(field.getAnnotation(Values.class))
          .ifPresent(values -> List.of(values.value()).forEach(property.putArray("enum")::add));
      Optional.ofNullable(field.getAnnotation(Format.class))
          .ifPresent(format -> property.put("format", format.value()));
      if (component.getType() == IntOrString.class) {
        Optional.ofNullable(field.getAnnotation(Pattern.class))
            .ifPresent(pattern -> property.put("pattern", pattern.value()));
        Optional.ofNullable(field.getAnnotation(Min.class))
            .ifPresent(min -> property.put("minimum", min.value()));
      }
      annotate(component.getGenericType(), property, field);
    }
  }

  /** {@code wait} for example is no name that Java allows. */
  private static String name(AnnotatedElement field, RecordComponent component) {
    JsonProperty named = field.getAnnotation(JsonProperty.class);
    return named == null ? component.getName() : named.value();
  }

  private static AnnotatedElement field(Class<?> record, String name) {
    try {
      return record.getDeclaredField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(record + " has a component without a field", e);
    }
  }

  private static void oneOf(OneOf oneOf, ObjectNode schema) {
    List<String> fields = List.of(oneOf.value());
    ((ObjectNode) schema.path("properties")).retain(fields);
    ArrayNode alternatives = schema.putArray("oneOf");
    if (oneOf.orNone()) {
      ArrayNode any = alternatives.addObject().putObject("not").putArray("anyOf");
      fields.forEach(field -> any.addObject().putArray("required").add(field));
    }
    fields.forEach(field -> alternatives.addObject().putArray("required").add(field));
  }

  /** The generator holds bounds as floating-point numbers; 1 reads better than 1.0. */
  private static void wholeBounds(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String bound : List.of("minimum", "maximum", "default")) {
        if (object.get(bound) instanceof DoubleNode number && number.canConvertToExactIntegral()) {
          object.set(bound, IntNode.valueOf(number.intValue()));
        }
      }
    }
    node.forEach(ContractDetails::wholeBounds);
  }
}
