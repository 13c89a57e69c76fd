package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.LabelText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The columns of the kinds that lead traffic. */
final class NetworkColumns {
  private static final int SHOWN = 3;
  private static final String NONE = "<none>";
  private static final String UNSET = "<unset>";

  private NetworkColumns() {}

  static TablePrinter service(Clock clock) {
    return Columns.named(clock)
        .text("Type", o -> Json.textAt(o, "spec", "type"))
        .text("Cluster-IP", o -> PodColumns.orNone(Json.textAt(o, "spec", "clusterIP")))
        .text("External-IP", NetworkColumns::externalAddress)
        .text("Port(s)", NetworkColumns::servicePorts)
        .age()
        .wide("Selector", o -> WorkloadColumns.pairs(Json.at(o, "spec", "selector")))
        .printer();
  }

  private static String externalAddress(ObjectNode service) {
    List<String> all = new ArrayList<>();
    for (JsonNode ingress : Json.at(service, "status", "loadBalancer", "ingress")) {
      all.add(ingress.path("ip").asText(ingress.path("hostname").asText("")));
    }
    Json.at(service, "spec", "externalIPs").forEach(ip -> all.add(ip.asText()));
    String type = Json.textAt(service, "spec", "type");
    if (type.equals("ExternalName")) {
      return Json.textAt(service, "spec", "externalName");
    }
    if (all.isEmpty()) {
      return type.equals("LoadBalancer") ? "<pending>" : NONE;
    }
    return String.join(",", all);
  }

  private static String servicePorts(ObjectNode service) {
    List<String> all = new ArrayList<>();
    for (JsonNode port : Json.at(service, "spec", "ports")) {
      String node = port.has("nodePort") ? ":" + port.path("nodePort").asText() : "";
      all.add(port.path("port").asText() + node + '/' + port.path("protocol").asText());
    }
    return PodColumns.orNone(String.join(",", all));
  }

  static TablePrinter ingress(Clock clock) {
    return Columns.named(clock)
        .text("Class", o -> PodColumns.orNone(Json.textAt(o, "spec", "ingressClassName")))
        .text("Hosts", NetworkColumns::hosts)
        .text("Address", NetworkColumns::ingressAddress)
        .text("Ports", o -> Json.at(o, "spec", "tls").isEmpty() ? "80" : "80, 443")
        .age()
        .printer();
  }

  private static String hosts(ObjectNode ingress) {
    Set<String> hosts = new LinkedHashSet<>();
    for (JsonNode rule : Json.at(ingress, "spec", "rules")) {
      if (!rule.path("host").asText("").isEmpty()) {
        hosts.add(rule.path("host").asText());
      }
    }
    if (hosts.isEmpty()) {
      return "*";
    }
    String shown = String.join(",", hosts.stream().limit(SHOWN).toList());
    return hosts.size() > SHOWN ? shown + " + " + (hosts.size() - SHOWN) + " more..." : shown;
  }

  private static String ingressAddress(ObjectNode ingress) {
    List<String> all = new ArrayList<>();
    for (JsonNode address : Json.at(ingress, "status", "loadBalancer", "ingress")) {
      all.add(address.path("ip").asText(address.path("hostname").asText("")));
    }
    return String.join(",", all);
  }

  static TablePrinter ingressClass(Clock clock) {
    return Columns.named(clock)
        .text("Controller", o -> Json.textAt(o, "spec", "controller"))
        .text(
            "Parameters",
            o -> {
              JsonNode ref = Json.at(o, "spec", "parameters");
              String group = ref.path("apiGroup").asText("");
              return ref.isMissingNode()
                  ? NONE
                  : ref.path("kind").asText()
                      + (group.isEmpty() ? "" : '.' + group)
                      + '/'
                      + ref.path("name").asText();
            })
        .age()
        .printer();
  }

  static TablePrinter policy(Clock clock) {
    return Columns.named(clock)
        .text(
            "Pod-Selector", o -> PodColumns.orNone(LabelText.of(Json.at(o, "spec", "podSelector"))))
        .age()
        .printer();
  }

  static TablePrinter endpoints(Clock clock) {
    return Columns.named(clock)
        .text(
            "Endpoints",
            o -> {
              List<String> all = new ArrayList<>();
              for (JsonNode subset : o.path("subsets")) {
                for (JsonNode address : subset.path("addresses")) {
                  subset
                      .path("ports")
                      .forEach(
                          p ->
                              all.add(address.path("ip").asText() + ':' + p.path("port").asText()));
                }
              }
              return shorten(all, NONE);
            })
        .age()
        .printer();
  }

  static TablePrinter endpointSlice(Clock clock) {
    return Columns.named(clock)
        .text("AddressType", o -> Json.textAt(o, "addressType"))
        .text(
            "Ports",
            o -> {
              List<String> all = new ArrayList<>();
              o.path("ports").forEach(p -> all.add(p.path("port").asText("*")));
              return shorten(all, UNSET);
            })
        .text(
            "Endpoints",
            o -> {
              List<String> all = new ArrayList<>();
              o.path("endpoints")
                  .forEach(e -> e.path("addresses").forEach(a -> all.add(a.asText())));
              return shorten(all, UNSET);
            })
        .age()
        .printer();
  }

  private static String shorten(List<String> all, String none) {
    if (all.isEmpty()) {
      return none;
    }
    String shown = String.join(",", all.stream().limit(SHOWN).toList());
    return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
  }
}
