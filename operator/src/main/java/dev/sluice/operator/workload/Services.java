package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.crds.ServiceSpec;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Services {@code <apex>}, {@code <apex>-primary} and {@code <apex>-canary} (A3.2), and {@code
 * <apex>-baseline} while there is a baseline. Of a Service that was there before and belongs to
 * somebody else only the selector and the needed ports are written; its other ports, its type and
 * its metadata stay.
 */
public final class Services {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final Cluster cluster;

  public Services(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The name of the apex Service. */
  public static String apexName(Canary canary) {
    var service = canary.getSpec().service();
    return service == null || service.name() == null || service.name().isEmpty()
        ? canary.getSpec().targetRef().name()
        : service.name();
  }

  /** Makes the Services of primary and canary. Moves no traffic that flows already. */
  public void ensureCopies(Canary canary, Exposure exposure) {
    var spec = canary.getSpec().service();
    if (spec != null) {
      var apex = apexName(canary);
      write(canary, spec, apex + "-canary", exposure, exposure.canary(), spec.canary());
      write(canary, spec, Marks.primary(apex), exposure, exposure.primary(), spec.primary());
    }
  }

  /**
   * Makes the Service of the baseline, before it gets traffic.
   *
   * @throws ProblemException if its name is somebody else's
   */
  public void ensureBaseline(Canary canary, Exposure exposure) {
    var spec = canary.getSpec().service();
    if (spec != null) {
      var name = Marks.baseline(apexName(canary));
      if (find(canary, name).filter(service -> !Marks.isOwned(service, canary)).isPresent()) {
        throw new ProblemException(
            "BaselineNotOurs",
            "Service %s.%s is not this Canary's: rename or delete it, the baseline needs its name, or remove spec.analysis.baseline"
                .formatted(name, canary.getMetadata().getNamespace()));
      }
      write(canary, spec, name, exposure, exposure.baseline(), null);
    }
  }

  /** Deletes the Service of the baseline; tolerates what is gone. */
  public void removeBaseline(Canary canary) {
    var name = Marks.baseline(apexName(canary));
    find(canary, name)
        .filter(service -> Marks.isOwned(service, canary))
        .ifPresent(
            service -> cluster.delete(Service.class, canary.getMetadata().getNamespace(), name));
  }

  /**
   * Makes the apex Service select the primary. Only when the primary is ready: a Service that was
   * there before carries traffic.
   */
  public void ensureApex(Canary canary, Exposure exposure) {
    var spec = canary.getSpec().service();
    if (spec != null) {
      write(canary, spec, apexName(canary), exposure, exposure.primary(), spec.apex());
    }
  }

  /**
   * Makes an apex Service that was there before the Canary select the target again, for a Canary
   * that is deleted: as {@code kubectl apply} last had it, else by the target's label (A3, 20). One
   * that Sluice made goes with the Canary. Tolerates what is gone.
   */
  public void revert(Canary canary) {
    find(canary, apexName(canary))
        .filter(service -> !Marks.isOwned(service, canary))
        .filter(service -> service.getSpec() != null)
        .ifPresent(
            service ->
                cluster.apply(
                    new ServiceBuilder()
                        .withMetadata(bare(canary, apexName(canary)))
                        .withNewSpec()
                        .withSelector(originalSelector(service).orElseGet(() -> ofTarget(service)))
                        .withPorts(
                            service.getSpec().getPorts().stream()
                                .map(
                                    port -> new ServicePortBuilder(port).withNodePort(null).build())
                                .toList())
                        .endSpec()
                        .build()));
  }

  /** The selector with the target's values for the primary's. */
  private static Map<String, String> ofTarget(Service service) {
    var selector = new TreeMap<String, String>();
    var suffix = Marks.primary("");
    service
        .getSpec()
        .getSelector()
        .forEach(
            (label, value) ->
                selector.put(
                    label,
                    value.endsWith(suffix)
                        ? value.substring(0, value.length() - suffix.length())
                        : value));
    return selector;
  }

  private void write(
      Canary canary,
      ServiceSpec spec,
      String name,
      Exposure exposure,
      String selected,
      ServiceSpec.@Nullable Metadata metadata) {
    var present = find(canary, name);
    var foreign = present.filter(service -> !Marks.isOwned(service, canary));
    var builder =
        new ServiceBuilder()
            .withMetadata(
                foreign.isPresent()
                    ? bare(canary, name)
                    : metadata(canary, name, exposure, metadata, present.orElse(null)))
            .withNewSpec()
            .withSelector(Map.of(exposure.label(), selected))
            .withPorts(ports(spec, exposure, foreign.orElse(null)));
    if (foreign.isEmpty() && Boolean.TRUE.equals(spec.headless())) {
      builder.withClusterIP("None");
    }
    if (spec.trafficDistribution() != null && !spec.trafficDistribution().isEmpty()) {
      builder.withTrafficDistribution(spec.trafficDistribution());
    }
    cluster.apply(builder.endSpec().build());
  }

  private static ObjectMeta bare(Canary canary, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(canary.getMetadata().getNamespace())
        .build();
  }

  private static ObjectMeta metadata(
      Canary canary,
      String name,
      Exposure exposure,
      ServiceSpec.@Nullable Metadata metadata,
      @Nullable Service present) {
    var wanted = metadata == null ? new ServiceSpec.Metadata(Map.of(), Map.of()) : metadata;
    var labels = new LinkedHashMap<>(wanted.labels());
    labels.put(exposure.label(), name);
    var annotations = Marks.withoutToolkit(wanted.annotations());
    var unmanaged =
        canary.getSpec().service() == null ? null : canary.getSpec().service().unmanagedMetadata();
    if (unmanaged != null && present != null) {
      leave(labels, unmanaged.labels(), present.getMetadata().getLabels());
      leave(annotations, unmanaged.annotations(), present.getMetadata().getAnnotations());
    }
    return new ObjectMetaBuilder(bare(canary, name))
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(Marks.owner(canary, true))
        .build();
  }

  /** Keys that somebody else manages keep the value that they have. */
  private static void leave(
      Map<String, String> wanted, List<String> unmanaged, @Nullable Map<String, String> present) {
    if (present != null) {
      unmanaged.forEach(
          key -> wanted.computeIfPresent(key, (k, ours) -> present.getOrDefault(k, ours)));
    }
  }

  private static List<ServicePort> ports(
      ServiceSpec spec, Exposure exposure, @Nullable Service foreign) {
    var ports = new ArrayList<ServicePort>();
    var own =
        new ServicePortBuilder()
            .withName(named(spec, foreign))
            .withProtocol("TCP")
            .withPort(spec.port())
            .withTargetPort(
                isGiven(spec.targetPort()) ? spec.targetPort() : new IntOrString(spec.port()));
    if (spec.appProtocol() != null && !spec.appProtocol().isEmpty()) {
      own.withAppProtocol(spec.appProtocol());
    }
    ports.add(own.build());
    for (var port : exposure.ports()) {
      ports.add(
          find(foreign, port.number(), port.protocol())
              .map(there -> new ServicePortBuilder(there).withNodePort(null).build())
              .orElseGet(
                  () ->
                      new ServicePortBuilder()
                          .withName(port.name())
                          .withProtocol(port.protocol())
                          .withPort(port.number())
                          .withTargetPort(new IntOrString(port.number()))
                          .build()));
    }
    return ports;
  }

  /** A port that somebody else named keeps its name, unless the Canary gives one. */
  private static String named(ServiceSpec spec, @Nullable Service foreign) {
    return spec.portName() == null || spec.portName().isEmpty()
        ? find(foreign, spec.port(), "TCP")
            .map(ServicePort::getName)
            .orElseGet(() -> DiscoveredPorts.portName(spec))
        : spec.portName();
  }

  private static Optional<ServicePort> find(
      @Nullable Service service, int number, String protocol) {
    return service == null || service.getSpec() == null
        ? Optional.empty()
        : service.getSpec().getPorts().stream()
            .filter(port -> port.getPort() == number)
            .filter(
                port -> protocol.equals(port.getProtocol() == null ? "TCP" : port.getProtocol()))
            .findFirst();
  }

  /** Zero means absent, as in Flagger. */
  private static boolean isGiven(@Nullable IntOrString port) {
    return port != null
        && (port.getStrVal() != null || (port.getIntVal() != null && port.getIntVal() != 0));
  }

  private static Optional<Map<String, String>> originalSelector(Service service) {
    return Optional.ofNullable(service.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Marks.LAST_APPLIED))
        .map(json -> JSON.unmarshal(json, Service.class))
        .map(Service::getSpec)
        .map(applied -> applied.getSelector())
        .filter(selector -> !selector.isEmpty());
  }

  private Optional<Service> find(Canary canary, String name) {
    return cluster.get(Service.class, canary.getMetadata().getNamespace(), name);
  }
}
