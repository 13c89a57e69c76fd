package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.runtime.RawExtension;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Schemas of built-in types, read from the Java classes that the Kubernetes client has of them. */
public final class BuiltinSchemas {
  /** Values that the API takes as they are. */
  private static final Set<Class<?>> OPAQUE =
      Set.of(
          Object.class, JsonNode.class, RawExtension.class, FieldsV1.class, JSONSchemaProps.class);

  private static final Map<Class<?>, Map<String, Schema>> PROPERTIES = new ConcurrentHashMap<>();

  private BuiltinSchemas() {}

  /** The schema of an object's metadata. */
  public static Schema metadata() {
    return of(ObjectMeta.class);
  }

  /** The schema of a kind or of one of its parts. */
  public static Schema of(Class<?> type) {
    return build(type).build();
  }

  private static Schema.Builder build(java.lang.reflect.Type type) {
    if (type instanceof ParameterizedType generic) {
      java.lang.reflect.Type last =
          generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? Schema.builder(Schema.Type.LIST).items(() -> build(last).build())
          : Schema.builder(Schema.Type.OBJECT).additional(() -> build(last).build());
    }
    return scalarOrStruct((Class<?>) type);
  }

  private static Schema.Builder scalarOrStruct(Class<?> type) {
    if (OPAQUE.contains(type) || type == KubernetesResource.class) {
      return Schema.builder(Schema.Type.ANY).preserveUnknown(true);
    }
    if (type == IntOrString.class) {
      return Schema.builder(Schema.Type.INT_OR_STRING);
    }
    if (type == Quantity.class) {
      return Schema.builder(Schema.Type.QUANTITY);
    }
    if (type == Boolean.class || type == boolean.class) {
      return Schema.builder(Schema.Type.BOOLEAN);
    }
    if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
      return Schema.builder(Schema.Type.INTEGER);
    }
    if (Number.class.isAssignableFrom(type)) {
      return Schema.builder(Schema.Type.NUMBER);
    }
    if (type.getName().startsWith("io.fabric8.") && !hasTextForm(type)) {
      return Schema.builder(Schema.Type.OBJECT)
          .typeName(type.getSimpleName())
          .atomicMap(BuiltinRules.atomicType(type.getSimpleName()))
          .zeroDropped(BuiltinRules.zeroDropped(type.getSimpleName()))
          .properties(() -> properties(type));
    }
    return Schema.builder(Schema.Type.STRING);
  }

  private static boolean hasTextForm(Class<?> type) {
    return type.isEnum()
        || type.getSimpleName().equals("MicroTime")
        || type.getSimpleName().equals("Duration");
  }

  private static Map<String, Schema> properties(Class<?> type) {
    Map<String, Schema> known = PROPERTIES.get(type);
    if (known != null) {
      return known;
    }
    Map<String, Schema> all = new LinkedHashMap<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        JsonProperty named = field.getAnnotation(JsonProperty.class);
        if (named == null || Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        Schema.Builder schema = build(field.getGenericType());
        BuiltinRules.apply(type.getSimpleName(), named.value(), schema);
        all.put(named.value(), schema.build());
      }
    }
    PROPERTIES.put(type, all);
    return all;
  }
}
