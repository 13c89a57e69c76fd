package dev.sluice.playground.apiserver.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The messages of the kinds that there are. */
final class ProtobufKinds {
  private static final String API = "k8s.io.api.";

  /** Their packages are {@code k8s.io.api.GROUP.VERSION}, with a group's first part only. */
  private static final Map<String, FileDescriptor> FILES =
      List.of(
              V1.getDescriptor(),
              V1Admissionregistration.getDescriptor(),
              V1Apps.getDescriptor(),
              V1Authentication.getDescriptor(),
              V1Authorization.getDescriptor(),
              V1Autoscaling.getDescriptor(),
              V2Autoscaling.getDescriptor(),
              V1Batch.getDescriptor(),
              V1Networking.getDescriptor(),
              V1Policy.getDescriptor(),
              V1Rbac.getDescriptor(),
              V1Scheduling.getDescriptor(),
              V1Storage.getDescriptor())
          .stream()
          .collect(Collectors.toUnmodifiableMap(FileDescriptor::getPackage, Function.identity()));

  private ProtobufKinds() {}

  /** All files, for tests that hold them to what the rest of the server knows of the kinds. */
  static Iterable<FileDescriptor> files() {
    return FILES.values();
  }

  /** The message of a kind; options such as those of a deletion are a kind of every group. */
  static Optional<Descriptor> find(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "core" : apiVersion.substring(0, slash).replaceFirst("\\..*", "");
    FileDescriptor file = FILES.get(API + group + '.' + apiVersion.substring(slash + 1));
    Optional<Descriptor> own =
        Optional.ofNullable(file).map(found -> found.findMessageTypeByName(kind));
    return own.or(() -> Optional.ofNullable(Meta.getDescriptor().findMessageTypeByName(kind)));
  }
}
