package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** The samples of managed fields are from a real API server, shortened. */
final class OwnedFieldsTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  @Test
  void isEmptyForWhomNeverApplied() {
    assertThat(OwnedFields.of(object("manager: other, operation: Apply"), "sluice")).isEmpty();
    assertThat(OwnedFields.of(object("manager: sluice, operation: Update"), "sluice")).isEmpty();
    assertThat(
            OwnedFields.of(
                object("manager: sluice, operation: Apply, subresource: status"), "sluice"))
        .isEmpty();
  }

  @Test
  void keepsFieldsElementsAndValuesThatAreNamed() {
    assertThat(OwnedFields.of(object("manager: sluice, operation: Apply"), "sluice"))
        .hasValue(
            tree(
                """
                metadata:
                  labels: {app: podinfo}
                  finalizers: [ours]
                spec:
                  selector: {matchLabels: {app: podinfo}}
                  template:
                    spec:
                      containers:
                      - {name: app, image: "app:1", ports: [{containerPort: 8080}], resources: {}}
                      volumes:
                      - {name: scratch, emptyDir: {}}
                """));
  }

  @Test
  void whatSomebodyElseTookOverIsMissing() {
    var object =
        tree(
            """
            metadata:
              managedFields:
              - manager: sluice
                operation: Apply
                fieldsV1: {"f:data": {"f:a": {}}}
              - manager: kubectl-edit
                operation: Update
                fieldsV1: {"f:data": {"f:b": {}}}
            data: {a: "1", b: edited}
            """);
    assertThat(OwnedFields.of(object, "sluice")).hasValue(tree("data: {a: \"1\"}"));
  }

  @Test
  void whatIsGoneIsNotThere() {
    var object =
        tree(
            """
            metadata:
              managedFields:
              - manager: sluice
                operation: Apply
                fieldsV1: {"f:data": {"f:a": {}}, "f:spec": {"f:ports": {'k:{"port":1}': {}}}}
            spec: {ports: [{port: 2}]}
            """);
    assertThat(OwnedFields.of(object, "sluice")).hasValue(tree("spec: {ports: []}"));
  }

  @Test
  void aDesiredObjectIsComparedWithoutWhatTheServerSets() {
    assertThat(
            OwnedFields.desired(
                tree(
                    """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: a, namespace: b, resourceVersion: "1", uid: "2"}
                    data: {a: "1"}
                    status: {}
                    """)))
        .isEqualTo(tree("data: {a: \"1\"}"));
  }

  private static JsonNode object(String manager) {
    return tree(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app
          namespace: test
          uid: "1"
          labels: {app: podinfo, theirs: x}
          finalizers: [ours, theirs]
          managedFields:
          - %s
            fieldsV1:
              f:metadata:
                f:labels: {"f:app": {}}
                f:finalizers: {'v:"ours"': {}}
              f:spec:
                f:selector: {}
                f:template:
                  f:spec:
                    f:containers:
                      'k:{"name":"app"}':
                        .: {}
                        f:name: {}
                        f:image: {}
                        f:resources: {}
                        f:ports:
                          'k:{"containerPort":8080,"protocol":"TCP"}': {.: {}, "f:containerPort": {}}
                    f:volumes:
                      'k:{"name":"scratch"}': {.: {}, "f:name": {}, "f:emptyDir": {}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: podinfo}}
          template:
            spec:
              containers:
              - {name: sidecar, image: "proxy:1"}
              - name: app
                image: "app:1"
                imagePullPolicy: Always
                resources: {}
                ports: [{containerPort: 8080, protocol: TCP}, {containerPort: 9090, protocol: TCP}]
              volumes: [{name: scratch, emptyDir: {}}, {name: theirs, emptyDir: {}}]
        """
            .formatted(manager.replace(", ", "\n    ")));
  }

  private static JsonNode tree(String yaml) {
    return YAML.unmarshal("---\n" + yaml, JsonNode.class);
  }
}
