package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.sluice.playground.apiserver.Cluster.Reply;
import io.kubernetes.client.proto.IntStr.IntOrString;
import io.kubernetes.client.proto.Meta.LabelSelector;
import io.kubernetes.client.proto.Meta.ObjectMeta;
import io.kubernetes.client.proto.Resource.Quantity;
import io.kubernetes.client.proto.Runtime.TypeMeta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies in protobuf, as Go's clients send them. */
interface ProtobufLines extends Lines {
  private static byte[] body(String apiVersion, String kind, Message message) {
    Unknown envelope =
        Unknown.newBuilder()
            .setTypeMeta(TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
            .setRaw(message.toByteString())
            .setContentEncoding("")
            .setContentType("")
            .build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(new byte[] {'k', '8', 's', 0});
      envelope.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** With the zeros that Go writes where it has no pointers. */
  private static V1Apps.Deployment goDeployment() {
    V1.Container.Builder container =
        V1.Container.newBuilder()
            .setName("web")
            .setImage("nginx:1.25")
            .setWorkingDir("")
            .addPorts(
                V1.ContainerPort.newBuilder()
                    .setName("")
                    .setHostPort(0)
                    .setContainerPort(80)
                    .setProtocol("")
                    .setHostIP(""))
            .addEnv(V1.EnvVar.newBuilder().setName("A").setValue("b"))
            .addEnv(
                V1.EnvVar.newBuilder()
                    .setName("S")
                    .setValue("")
                    .setValueFrom(
                        V1.EnvVarSource.newBuilder()
                            .setSecretKeyRef(
                                V1.SecretKeySelector.newBuilder()
                                    .setLocalObjectReference(
                                        V1.LocalObjectReference.newBuilder().setName("s"))
                                    .setKey("k"))))
            .setResources(
                V1.ResourceRequirements.newBuilder()
                    .putLimits("cpu", Quantity.newBuilder().setString("100m").build()))
            .setReadinessProbe(
                V1.Probe.newBuilder()
                    .setHandler(
                        V1.ProbeHandler.newBuilder()
                            .setHttpGet(
                                V1.HTTPGetAction.newBuilder()
                                    .setPath("/ready")
                                    .setPort(
                                        IntOrString.newBuilder()
                                            .setType(1)
                                            .setIntVal(0)
                                            .setStrVal("http"))
                                    .setHost("")
                                    .setScheme("")))
                    .setInitialDelaySeconds(0)
                    .setTimeoutSeconds(0)
                    .setPeriodSeconds(5)
                    .setSuccessThreshold(0)
                    .setFailureThreshold(0))
            .setStdin(false)
            .setTty(false);
    V1.PodSpec.Builder pod =
        V1.PodSpec.newBuilder()
            .addVolumes(
                V1.Volume.newBuilder()
                    .setName("tmp")
                    .setVolumeSource(
                        V1.VolumeSource.newBuilder()
                            .setEmptyDir(V1.EmptyDirVolumeSource.newBuilder().setMedium(""))))
            .addContainers(container)
            .setRestartPolicy("")
            .setNodeName("")
            .setHostNetwork(false);
    return V1Apps.Deployment.newBuilder()
        .setMetadata(
            ObjectMeta.newBuilder()
                .setName("go")
                .setGenerateName("")
                .setUid("")
                .setGeneration(0)
                .setCreationTimestamp(io.kubernetes.client.proto.Meta.Time.getDefaultInstance())
                .putLabels("app", "web"))
        .setSpec(
            V1Apps.DeploymentSpec.newBuilder()
                .setReplicas(0)
                .setSelector(LabelSelector.newBuilder().putMatchLabels("app", "web"))
                .setTemplate(
                    V1.PodTemplateSpec.newBuilder()
                        .setMetadata(ObjectMeta.newBuilder().setName("").putLabels("app", "web"))
                        .setSpec(pod))
                .setStrategy(V1Apps.DeploymentStrategy.newBuilder().setType(""))
                .setMinReadySeconds(0)
                .setPaused(false))
        .setStatus(V1Apps.DeploymentStatus.newBuilder().setReplicas(0).setObservedGeneration(0))
        .build();
  }

  @Test
  default void whatComesInProtobufIsStoredAsIfItHadComeInJson() {
    Reply go =
        cluster().postProtobuf(apps("deployments"), body("apps/v1", "Deployment", goDeployment()));
    assertThat(go.status()).isEqualTo(201);
    Reply json =
        create(
            apps("deployments"),
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: json, labels: {app: web}}
            spec:
              replicas: 0
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  volumes: [{name: tmp, emptyDir: {}}]
                  containers:
                    - name: web
                      image: nginx:1.25
                      ports: [{containerPort: 80}]
                      env:
                        - {name: A, value: b}
                        - {name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}
                      resources: {limits: {cpu: 100m}}
                      readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
            """);
    assertThat(go.at("spec")).isEqualTo(json.at("spec"));
    assertThat(go.at("status")).isEqualTo(json.at("status"));
    ObjectNode metadata = go.at("metadata").deepCopy();
    metadata.remove(
        List.of("name", "uid", "resourceVersion", "creationTimestamp", "managedFields"));
    assertThat(metadata)
        .isEqualTo(
            Cluster.yaml("{namespace: " + namespace() + ", generation: 1, labels: {app: web}}"));
  }

  @Test
  default void bytesInProtobufAreBase64InJson() {
    Reply secret =
        cluster()
            .postProtobuf(
                core("secrets"),
                body(
                    "v1",
                    "Secret",
                    V1.Secret.newBuilder()
                        .setMetadata(ObjectMeta.newBuilder().setName("s"))
                        .putData("k", ByteString.copyFromUtf8("value"))
                        .setType("Opaque")
                        .build()));
    assertThat(secret.status()).isEqualTo(201);
    assertThat(secret.at("data")).isEqualTo(Cluster.yaml("{k: dmFsdWU=}"));
  }

  @Test
  default void whatOnlyClaimsToBeProtobufIsRefused() {
    Reply refused = cluster().postProtobuf(core("configmaps"), new byte[] {'{', '}', 0, 1, 2});
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("message"))
        .contains("does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  }
}
