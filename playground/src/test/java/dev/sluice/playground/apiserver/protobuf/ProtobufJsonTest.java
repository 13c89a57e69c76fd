package dev.sluice.playground.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.schema.Schema;
import io.kubernetes.client.proto.Meta.MicroTime;
import io.kubernetes.client.proto.Meta.Time;
import io.kubernetes.client.proto.V1.Event;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProtobufJsonTest {
  /** Fields of alpha features that the client's model of the kinds does not have. */
  private static final Set<String> NOT_IN_THE_MODEL =
      Set.of(
          "NodeStatus.declaredFeatures",
          "PodCertificateProjection.userAnnotations",
          "PodSpec.workloadRef",
          "PodStatus.allocatedResources",
          "PodStatus.resources",
          "VolumeMountStatus.volumeStatus");

  /** What has a JSON form of its own, or is opaque. */
  private static final Set<String> LEAVES =
      Set.of("Time", "MicroTime", "Quantity", "IntOrString", "FieldsV1", "RawExtension");

  @Test
  void everyFieldOfAMessageIsAFieldInJsonOrIsEmbedded() {
    Types types = new Types();
    dev.sluice.playground.apiserver.builtin.Builtins.register(types, Clock.systemUTC());
    Set<String> strangers = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    int kinds = 0;
    for (FileDescriptor file : ProtobufKinds.files()) {
      for (Descriptor kind : file.getMessageTypes()) {
        Optional<ResourceType> type = served(types, kind);
        if (type.isPresent()) {
          kinds++;
          compare(kind, type.get().schema(), seen, strangers);
        }
      }
    }
    assertThat(kinds).isGreaterThan(25);
    assertThat(strangers).containsExactlyInAnyOrderElementsOf(NOT_IN_THE_MODEL);
  }

  private static Optional<ResourceType> served(Types types, Descriptor kind) {
    return types.all().stream()
        .filter(type -> type.kind().equals(kind.getName()))
        .filter(
            type ->
                ProtobufKinds.find(type.apiVersion(), type.kind()).filter(kind::equals).isPresent())
        .findFirst();
  }

  private static void compare(
      Descriptor message, Schema schema, Set<String> seen, Set<String> strangers) {
    if (schema.properties().isEmpty() || !seen.add(message.getFullName() + schema.typeName())) {
      return;
    }
    for (FieldDescriptor field : message.getFields()) {
      String name = message.getName() + '.' + field.getName();
      if (ProtobufJson.EMBEDDED.contains(name)) {
        compare(field.getMessageType(), schema, seen, strangers);
        continue;
      }
      Schema property = schema.properties().get(ProtobufJson.name(field));
      if (property == null) {
        strangers.add(name);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !field.isMapField()
          && !LEAVES.contains(field.getMessageType().getName())) {
        Schema item = property.items();
        compare(field.getMessageType(), item == null ? property : item, seen, strangers);
      }
    }
  }

  @Test
  void timesHaveTheirJsonForm() throws IOException {
    Event event =
        Event.newBuilder()
            .setFirstTimestamp(Time.newBuilder().setSeconds(1_767_225_600).setNanos(999))
            .setLastTimestamp(Time.getDefaultInstance())
            .setEventTime(MicroTime.newBuilder().setSeconds(1_767_225_600).setNanos(5_000))
            .build();
    assertThat(ProtobufJson.of(event))
        .isEqualTo(
            Json.parse(
                "{\"firstTimestamp\":\"2026-01-01T00:00:00Z\",\"lastTimestamp\":null,"
                    + "\"eventTime\":\"2026-01-01T00:00:00.000005Z\"}"));
  }

  @Test
  void optionsAreAKindOfEveryGroup() {
    for (String version : List.of("v1", "apps/v1", "policy/v1")) {
      assertThat(ProtobufKinds.find(version, "DeleteOptions")).isPresent();
    }
    assertThat(ProtobufKinds.find("flagger.app/v1beta1", "Canary")).isEmpty();
  }
}
