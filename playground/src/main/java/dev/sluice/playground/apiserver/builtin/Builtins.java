package dev.sluice.playground.apiserver.builtin;

import dev.sluice.playground.apiserver.resource.Behaviour;
import dev.sluice.playground.apiserver.resource.Conversion;
import dev.sluice.playground.apiserver.resource.Names;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.ScalePaths;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.schema.BuiltinSchemas;
import dev.sluice.playground.apiserver.table.BuiltinColumns;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The built-in kinds. */
public final class Builtins {
  private static final String RBAC = "rbac.authorization.k8s.io/v1";
  private static final String NETWORKING = "networking.k8s.io/v1";
  private static final String ADMISSION = "admissionregistration.k8s.io/v1";

  private final Types types;
  private final Clock clock;

  private Builtins(Types types, Clock clock) {
    this.types = types;
    this.clock = clock;
  }

  /** Serves all built-in kinds. */
  public static void register(Types types, Clock clock) {
    Builtins builtins = new Builtins(types, clock);
    builtins.core();
    builtins.apps();
    builtins.others();
    builtins.definitions(new CustomTypes(types, clock));
  }

  /** The finalizer of a definition whose objects are still there. */
  public static String definitionCleanup() {
    return DefinitionBehaviour.CLEANUP;
  }

  /** How a kind is called besides its kind. */
  private record Row(
      Class<?> model, String apiVersion, String plural, String shortNames, String flags) {
    boolean has(String flag) {
      return flags.contains(flag);
    }
  }

  private void core() {
    add(row(ConfigMap.class, "v1", "configmaps", "cm", ""), new SecretBehaviour(false));
    add(row(Secret.class, "v1", "secrets", "", ""), new SecretBehaviour(true));
    add(row(Service.class, "v1", "services", "svc", "status all"), new ServiceBehaviour());
    add(
        row(Endpoints.class, "v1", "endpoints", "ep", ""),
        SimpleBehaviour.defaulted(SmallDefaults::endpoints));
    add(row(Pod.class, "v1", "pods", "po", "status all"), new PodBehaviour());
    add(row(ServiceAccount.class, "v1", "serviceaccounts", "sa", ""), Behaviour.PLAIN);
    add(row(Namespace.class, "v1", "namespaces", "ns", "status cluster"), new NamespaceBehaviour());
    add(
        row(Node.class, "v1", "nodes", "no", "status cluster"),
        SimpleBehaviour.defaulted(node -> {}));
    add(
        row(PersistentVolumeClaim.class, "v1", "persistentvolumeclaims", "pvc", "status"),
        SimpleBehaviour.defaulted(SmallDefaults::claim));
    add(
        row(PersistentVolume.class, "v1", "persistentvolumes", "pv", "status cluster"),
        Behaviour.PLAIN);
    add(row(LimitRange.class, "v1", "limitranges", "limits", ""), Behaviour.PLAIN);
    add(
        row(ResourceQuota.class, "v1", "resourcequotas", "quota", "status"),
        SimpleBehaviour.defaulted(quota -> {}));
    add(row(PodTemplate.class, "v1", "podtemplates", "", ""), Behaviour.PLAIN);
    add(
        row(ReplicationController.class, "v1", "replicationcontrollers", "rc", "status all scale"),
        SimpleBehaviour.defaulted(WorkloadDefaults::replicaSet).counting());
    add(row(Event.class, "v1", "events", "ev", ""), Behaviour.PLAIN);
    Row events =
        row(
            io.fabric8.kubernetes.api.model.events.v1.Event.class,
            "events.k8s.io/v1",
            "events",
            "ev",
            "");
    add(events, Behaviour.PLAIN, "/events", new EventConversion());
  }

  private void apps() {
    SimpleBehaviour deployment =
        SimpleBehaviour.defaulted(WorkloadDefaults::deployment)
            .withRules(WorkloadRules::workload)
            .withUpdateRules(WorkloadRules::selectorStays)
            .countingAnnotations();
    add(row(Deployment.class, "apps/v1", "deployments", "deploy", "status all scale"), deployment);
    add(
        row(ReplicaSet.class, "apps/v1", "replicasets", "rs", "status all scale"),
        SimpleBehaviour.defaulted(WorkloadDefaults::replicaSet)
            .withRules(WorkloadRules::workload)
            .withUpdateRules(WorkloadRules::selectorStays)
            .counting());
    add(
        row(DaemonSet.class, "apps/v1", "daemonsets", "ds", "status all"),
        SimpleBehaviour.defaulted(WorkloadDefaults::daemonSet)
            .withRules(WorkloadRules::workload)
            .withUpdateRules(WorkloadRules::selectorStays)
            .counting());
    add(
        row(StatefulSet.class, "apps/v1", "statefulsets", "sts", "status all scale"),
        SimpleBehaviour.defaulted(WorkloadDefaults::statefulSet)
            .withRules(WorkloadRules::workload)
            .withUpdateRules(WorkloadRules::selectorStays)
            .counting());
    add(row(ControllerRevision.class, "apps/v1", "controllerrevisions", "", ""), Behaviour.PLAIN);
    add(row(Job.class, "batch/v1", "jobs", "", "status all"), new JobBehaviour());
    add(
        row(CronJob.class, "batch/v1", "cronjobs", "cj", "status all"),
        SimpleBehaviour.defaulted(WorkloadDefaults::cronJob).counting());
    add(
        row(
            HorizontalPodAutoscaler.class,
            "autoscaling/v2",
            "horizontalpodautoscalers",
            "hpa",
            "status all"),
        SimpleBehaviour.defaulted(WorkloadDefaults::autoscaler)
            .withRules(WorkloadRules::autoscaler));
    add(
        row(
            io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler.class,
            "autoscaling/v1",
            "horizontalpodautoscalers",
            "hpa",
            "status all"),
        SimpleBehaviour.defaulted(WorkloadDefaults::oldAutoscaler)
            .withRules(WorkloadRules::autoscaler),
        "autoscaling/horizontalpodautoscalers",
        new AutoscalerConversion());
    add(
        row(PodDisruptionBudget.class, "policy/v1", "poddisruptionbudgets", "pdb", "status"),
        SimpleBehaviour.defaulted(budget -> {}).withRules(SmallDefaults::budget).counting());
  }

  private void others() {
    add(
        row(Ingress.class, NETWORKING, "ingresses", "ing", "status"),
        SimpleBehaviour.defaulted(ingress -> {}).withRules(SmallDefaults::ingress).counting());
    add(row(IngressClass.class, NETWORKING, "ingressclasses", "", "cluster"), Behaviour.PLAIN);
    add(
        row(NetworkPolicy.class, NETWORKING, "networkpolicies", "netpol", ""),
        SimpleBehaviour.defaulted(SmallDefaults::networkPolicy).counting());
    add(row(Lease.class, "coordination.k8s.io/v1", "leases", "", ""), Behaviour.PLAIN);
    add(
        row(EndpointSlice.class, "discovery.k8s.io/v1", "endpointslices", "", ""),
        SimpleBehaviour.defaulted(SmallDefaults::endpointSlice));
    add(row(Role.class, RBAC, "roles", "", ""), Behaviour.PLAIN);
    add(row(ClusterRole.class, RBAC, "clusterroles", "", "cluster"), Behaviour.PLAIN);
    add(
        row(RoleBinding.class, RBAC, "rolebindings", "", ""),
        SimpleBehaviour.defaulted(SmallDefaults::binding));
    add(
        row(ClusterRoleBinding.class, RBAC, "clusterrolebindings", "", "cluster"),
        SimpleBehaviour.defaulted(SmallDefaults::binding));
    add(
        row(PriorityClass.class, "scheduling.k8s.io/v1", "priorityclasses", "pc", "cluster"),
        Behaviour.PLAIN);
    add(
        row(StorageClass.class, "storage.k8s.io/v1", "storageclasses", "sc", "cluster"),
        Behaviour.PLAIN);
    add(
        row(
            ValidatingWebhookConfiguration.class,
            ADMISSION,
            "validatingwebhookconfigurations",
            "",
            "cluster"),
        Behaviour.PLAIN);
    add(
        row(
            MutatingWebhookConfiguration.class,
            ADMISSION,
            "mutatingwebhookconfigurations",
            "",
            "cluster"),
        Behaviour.PLAIN);
  }

  private void definitions(CustomTypes custom) {
    add(
        row(
            CustomResourceDefinition.class,
            "apiextensions.k8s.io/v1",
            "customresourcedefinitions",
            "crd,crds",
            "status cluster api-extensions"),
        new DefinitionBehaviour(custom, clock));
  }

  private static Row row(
      Class<?> model, String apiVersion, String plural, String shortNames, String flags) {
    return new Row(model, apiVersion, plural, shortNames, flags);
  }

  private void add(Row row, Behaviour behaviour) {
    String group = group(row);
    add(row, behaviour, group + '/' + row.plural, Conversion.NONE);
  }

  private static String group(Row row) {
    int slash = row.apiVersion.indexOf('/');
    return slash < 0 ? "" : row.apiVersion.substring(0, slash);
  }

  private void add(Row row, Behaviour behaviour, String storage, Conversion conversion) {
    String group = group(row);
    String kind = row.model.getSimpleName();
    List<String> categories =
        row.has("api-extensions")
            ? List.of("api-extensions")
            : row.has("all") ? List.of("all") : List.of();
    Set<String> verbs = new TreeSet<>(ResourceType.ALL_VERBS);
    types.add(
        new ResourceType(
            group,
            row.apiVersion.substring(row.apiVersion.indexOf('/') + 1),
            new Names(
                row.plural,
                kind.toLowerCase(Locale.ROOT),
                kind,
                kind + "List",
                row.shortNames.isEmpty() ? List.of() : List.of(row.shortNames.split(",")),
                categories),
            storage,
            !row.has("cluster"),
            false,
            row.has("status"),
            row.has("scale") ? ScalePaths.WORKLOAD : null,
            verbs,
            Set.of(),
            BuiltinSchemas.of(row.model),
            behaviour,
            conversion,
            BuiltinColumns.of(group, kind, clock)));
  }
}
