package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables, and what the server says of itself. */
interface TableLines extends Lines {
  String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  private static List<String> columns(Reply table) {
    List<String> all = new ArrayList<>();
    table
        .at("columnDefinitions")
        .forEach(c -> all.add(c.path("name").asText() + ":" + c.path("priority").asInt()));
    return all;
  }

  @Test
  default void deploymentsPrintAsTables() {
    deployment("web");
    Reply table = cluster().get(apps("deployments"), TABLE);
    assertThat(table.text("kind")).isEqualTo("Table");
    assertThat(columns(table))
        .containsExactly(
            "Name:0",
            "Ready:0",
            "Up-to-date:0",
            "Available:0",
            "Age:0",
            "Containers:1",
            "Images:1",
            "Selector:1");
    var row = table.at("rows").get(0);
    assertThat(row.path("cells").get(0).asText()).isEqualTo("web");
    assertThat(row.path("cells").get(1).asText()).isEqualTo("0/0");
    assertThat(row.path("cells").get(5).asText()).isEqualTo("web");
    assertThat(row.path("cells").get(7).asText()).isEqualTo("app=web");
    assertThat(row.path("object").path("kind").asText()).isEqualTo("PartialObjectMetadata");
    Reply one = cluster().get(apps("deployments/web?includeObject=Object"), TABLE);
    assertThat(one.at("rows").get(0).path("object").path("kind").asText()).isEqualTo("Deployment");
  }

  @Test
  default void everyKindHasTheColumnsThatPeopleKnow() {
    expect(
        "/api/v1/pods",
        "Name:0",
        "Ready:0",
        "Status:0",
        "Restarts:0",
        "Age:0",
        "IP:1",
        "Node:1",
        "Nominated Node:1",
        "Readiness Gates:1");
    expect(
        "/api/v1/services",
        "Name:0",
        "Type:0",
        "Cluster-IP:0",
        "External-IP:0",
        "Port(s):0",
        "Age:0",
        "Selector:1");
    expect(
        "/apis/apps/v1/replicasets",
        "Name:0",
        "Desired:0",
        "Current:0",
        "Ready:0",
        "Age:0",
        "Containers:1",
        "Images:1",
        "Selector:1");
    expect(
        "/apis/apps/v1/daemonsets",
        "Name:0",
        "Desired:0",
        "Current:0",
        "Ready:0",
        "Up-to-date:0",
        "Available:0",
        "Node Selector:0",
        "Age:0",
        "Containers:1",
        "Images:1",
        "Selector:1");
    expect("/apis/apps/v1/statefulsets", "Name:0", "Ready:0", "Age:0", "Containers:1", "Images:1");
    expect(
        "/apis/batch/v1/jobs",
        "Name:0",
        "Status:0",
        "Completions:0",
        "Duration:0",
        "Age:0",
        "Containers:1",
        "Images:1",
        "Selector:1");
    expect(
        "/apis/autoscaling/v2/horizontalpodautoscalers",
        "Name:0",
        "Reference:0",
        "Targets:0",
        "MinPods:0",
        "MaxPods:0",
        "Replicas:0",
        "Age:0");
    expect(
        "/apis/networking.k8s.io/v1/ingresses",
        "Name:0",
        "Class:0",
        "Hosts:0",
        "Address:0",
        "Ports:0",
        "Age:0");
    expect(
        "/api/v1/events",
        "Last Seen:0",
        "Type:0",
        "Reason:0",
        "Object:0",
        "Subobject:1",
        "Source:1",
        "Message:0",
        "First Seen:1",
        "Count:1",
        "Name:1");
    expect(
        "/apis/discovery.k8s.io/v1/endpointslices",
        "Name:0",
        "AddressType:0",
        "Ports:0",
        "Endpoints:0",
        "Age:0");
    expect("/api/v1/configmaps", "Name:0", "Data:0", "Age:0");
    expect("/api/v1/secrets", "Name:0", "Type:0", "Data:0", "Age:0");
    expect("/api/v1/namespaces", "Name:0", "Status:0", "Age:0");
    expect("/apis/coordination.k8s.io/v1/leases", "Name:0", "Holder:0", "Age:0");
    expect(
        "/apis/policy/v1/poddisruptionbudgets",
        "Name:0",
        "Min Available:0",
        "Max Unavailable:0",
        "Allowed Disruptions:0",
        "Age:0");
    expect("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "Name:0", "Created At:0");
    expect(
        "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        "Name:0",
        "Role:0",
        "Age:0",
        "Users:1",
        "Groups:1",
        "ServiceAccounts:1");
  }

  private void expect(String path, String... columns) {
    assertThat(columns(cluster().get(path, TABLE))).as(path).containsExactly(columns);
  }

  @Test
  default void metadataComesAlone() {
    configMap("a", ", data: {k: v}");
    Reply list =
        cluster()
            .get(
                core("configmaps"),
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    assertThat(list.text("kind")).isEqualTo("PartialObjectMetadataList");
    assertThat(list.at("items").get(0).has("data")).isFalse();
  }

  @Test
  default void discoveryNamesWhatIsServed() {
    Reply apps = cluster().get("/apis/apps/v1");
    assertThat(apps.text("kind")).isEqualTo("APIResourceList");
    assertThat(apps.at("resources").findValuesAsText("name"))
        .contains("deployments", "deployments/scale", "deployments/status", "replicasets");
    Reply groups = cluster().get("/apis");
    assertThat(groups.at("groups").findValuesAsText("name"))
        .contains("apps", "batch", "autoscaling", "apiextensions.k8s.io");
    assertThat(cluster().get("/apis/apps").at("preferredVersion", "version").asText())
        .isEqualTo("v1");
    Reply aggregated =
        cluster()
            .get("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    assertThat(aggregated.text("kind")).isEqualTo("APIGroupDiscoveryList");
    assertThat(aggregated.text("apiVersion")).isEqualTo("apidiscovery.k8s.io/v2");
    assertThat(cluster().get("/apis/none.example.com/v1").status()).isEqualTo(404);
  }

  @Test
  default void theServerTellsItsVersionAndHealth() {
    assertThat(cluster().get("/version").text("major")).isEqualTo("1");
    for (String path : List.of("/healthz", "/livez", "/readyz")) {
      assertThat(cluster().get(path).body().asText()).isEqualTo("ok");
    }
  }

  @Test
  default void openApiDescribesKindsAndWhatMayBePatched() {
    Reply index = cluster().get("/openapi/v3");
    String address = index.at("paths", "apis/apps/v1", "serverRelativeURL").asText();
    Reply document = cluster().get(address);
    var schema = document.at("components", "schemas", "io.k8s.api.apps.v1.Deployment");
    assertThat(schema.path("x-kubernetes-group-version-kind").get(0).path("kind").asText())
        .isEqualTo("Deployment");
    var patch =
        document.at("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch");
    assertThat(patch.path("parameters").toString()).contains("fieldValidation");
  }
}
