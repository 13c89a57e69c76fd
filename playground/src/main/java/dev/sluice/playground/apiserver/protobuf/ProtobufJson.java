package dev.sluice.playground.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.playground.apiserver.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message of the Kubernetes API as JSON. Fields have the same names in both; what differs is
 * structs that Go embeds, and types that have a JSON form of their own. Values that are zero are on
 * the wire even where JSON leaves them out; decoding drops them as it drops those of JSON.
 */
final class ProtobufJson {
  /** Structs whose fields stand in JSON among those of the struct that embeds them. */
  static final Set<String> EMBEDDED =
      Set.of(
          "Volume.volumeSource",
          "PersistentVolumeSpec.persistentVolumeSource",
          "SecretProjection.localObjectReference",
          "ConfigMapVolumeSource.localObjectReference",
          "ConfigMapProjection.localObjectReference",
          "ConfigMapKeySelector.localObjectReference",
          "SecretKeySelector.localObjectReference",
          "ConfigMapEnvSource.localObjectReference",
          "SecretEnvSource.localObjectReference",
          "Probe.handler",
          "EphemeralContainer.ephemeralContainerCommon",
          "IngressRule.ingressRuleValue",
          "NamedRuleWithOperations.ruleWithOperations",
          "RuleWithOperations.rule");

  /** Fields whose names differ after all. */
  private static final Map<String, String> RENAMED =
      Map.of("aPIGroup", "apiGroup", "Webhooks", "webhooks");

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private ProtobufJson() {}

  /**
   * The JSON of a message.
   *
   * @throws IOException if JSON that it carries is none
   */
  static ObjectNode of(Message message) throws IOException {
    ObjectNode object = Json.object();
    for (Map.Entry<FieldDescriptor, Object> e : message.getAllFields().entrySet()) {
      FieldDescriptor field = e.getKey();
      String name = name(field);
      if (EMBEDDED.contains(field.getContainingType().getName() + '.' + name)) {
        object.setAll(of((Message) e.getValue()));
      } else if (field.isMapField()) {
        object.set(name, map((List<?>) e.getValue()));
      } else if (field.isRepeated()) {
        object.set(name, list((List<?>) e.getValue()));
      } else {
        object.set(name, value(e.getValue()));
      }
    }
    return object;
  }

  /** The name of a field in JSON. */
  static String name(FieldDescriptor field) {
    return RENAMED.getOrDefault(field.getName(), field.getName());
  }

  private static ArrayNode list(List<?> values) throws IOException {
    ArrayNode list = Json.array();
    for (Object value : values) {
      list.add(value(value));
    }
    return list;
  }

  private static ObjectNode map(List<?> entries) throws IOException {
    ObjectNode map = Json.object();
    for (Object each : entries) {
      Message entry = (Message) each;
      FieldDescriptor key = entry.getDescriptorForType().findFieldByName("key");
      FieldDescriptor value = entry.getDescriptorForType().findFieldByName("value");
      map.set(String.valueOf(entry.getField(key)), value(entry.getField(value)));
    }
    return map;
  }

  private static JsonNode value(Object value) throws IOException {
    return switch (value) {
      case Message message -> message(message);
      case ByteString bytes -> Json.text(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Boolean flag -> Json.flag(flag);
      case Integer number -> Json.number(number);
      case Long number -> Json.number(number);
      case String text -> Json.text(text);
      default ->
          throw new IOException("values of " + value.getClass().getSimpleName() + " are unknown");
    };
  }

  private static JsonNode message(Message message) throws IOException {
    return switch (message.getDescriptorForType().getName()) {
      case "Time" -> time(message, SECONDS);
      case "MicroTime" -> time(message, MICROS);
      case "Quantity" -> Json.text(text(message, "string"));
      case "IntOrString" ->
          number(message, "type") == 0
              ? Json.number(number(message, "intVal"))
              : Json.text(text(message, "strVal"));
      case "FieldsV1" -> json(message, "Raw");
      case "RawExtension" -> json(message, "raw");
      case "ExtraValue" -> Json.at(of(message), "items");
      default -> of(message);
    };
  }

  /** A time that is not set is an empty message. */
  private static JsonNode time(Message message, DateTimeFormatter format) {
    return message.getAllFields().isEmpty()
        ? NullNode.getInstance()
        : Json.text(
            format.format(
                Instant.ofEpochSecond(number(message, "seconds"), number(message, "nanos"))));
  }

  private static JsonNode json(Message message, String field) throws IOException {
    Object raw = message.getField(message.getDescriptorForType().findFieldByName(field));
    byte[] bytes = ((ByteString) raw).toByteArray();
    return bytes.length == 0 ? NullNode.getInstance() : Json.parse(bytes);
  }

  private static String text(Message message, String field) {
    return String.valueOf(message.getField(message.getDescriptorForType().findFieldByName(field)));
  }

  private static long number(Message message, String field) {
    Object value = message.getField(message.getDescriptorForType().findFieldByName(field));
    return ((Number) value).longValue();
  }
}
