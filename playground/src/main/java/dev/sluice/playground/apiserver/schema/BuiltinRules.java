package dev.sluice.playground.apiserver.schema;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How lists and structs of the built-in kinds merge, by {@code Type.field}, as the API reference
 * documents it. What is not named here is atomic (lists) or granular (maps and structs).
 */
final class BuiltinRules {
  /** {@code map KEYS}, {@code set}, {@code atomic}; then how a strategic merge patch sees it. */
  private static final String FIELDS =
      """
      ObjectMeta.finalizers set merge
      ObjectMeta.ownerReferences map uid merge uid
      PodSpec.volumes map name merge,retainKeys name
      PodSpec.initContainers map name merge name
      PodSpec.containers map name merge name
      PodSpec.ephemeralContainers map name merge name
      PodSpec.imagePullSecrets map name merge name
      PodSpec.hostAliases map ip merge ip
      PodSpec.topologySpreadConstraints map topologyKey,whenUnsatisfiable merge topologyKey
      PodSpec.schedulingGates map name merge name
      PodSpec.resourceClaims map name merge,retainKeys name
      PodSpec.nodeSelector atomic
      PodStatus.conditions map type merge type
      PodStatus.podIPs map ip merge ip
      PodStatus.hostIPs atomic merge ip
      PodStatus.resourceClaimStatuses map name merge,retainKeys name
      Container.ports map containerPort,protocol merge containerPort
      Container.env map name merge name
      Container.volumeMounts map mountPath merge mountPath
      Container.volumeDevices map devicePath merge devicePath
      EphemeralContainer.ports map containerPort,protocol merge containerPort
      EphemeralContainer.env map name merge name
      EphemeralContainer.volumeMounts map mountPath merge mountPath
      EphemeralContainer.volumeDevices map devicePath merge devicePath
      ResourceRequirements.claims map name
      ServiceSpec.ports map port,protocol merge port
      ServiceSpec.selector atomic
      ServiceStatus.conditions map type merge type
      ServiceAccount.secrets map name merge name
      NamespaceStatus.conditions map type merge type
      NodeSpec.podCIDRs set merge
      NodeStatus.conditions map type merge type
      NodeStatus.addresses map type merge type
      PersistentVolumeClaimStatus.conditions map type merge type
      ReplicationControllerSpec.selector atomic
      ReplicationControllerStatus.conditions map type merge type
      DeploymentSpec.strategy granular retainKeys
      DeploymentStatus.conditions map type merge type
      DaemonSetStatus.conditions map type merge type
      ReplicaSetStatus.conditions map type merge type
      StatefulSetStatus.conditions map type merge type
      JobStatus.conditions atomic merge type
      HorizontalPodAutoscalerStatus.conditions map type merge type
      PodDisruptionBudgetSpec.selector granular replace
      PodDisruptionBudgetStatus.conditions map type merge type
      Endpoint.addresses set
      CustomResourceDefinitionStatus.conditions map type
      """;

  private static final Set<String> ATOMIC_TYPES =
      Set.of(
          "LabelSelector",
          "SecretKeySelector",
          "ConfigMapKeySelector",
          "ObjectReference",
          "LocalObjectReference",
          "TypedLocalObjectReference",
          "SecretReference",
          "ObjectFieldSelector",
          "ResourceFieldSelector",
          "NodeSelector",
          "NodeSelectorTerm",
          "TopologySelectorTerm",
          "ScopeSelector",
          "ScopedResourceSelectorRequirement",
          "OwnerReference",
          "RoleRef",
          "Subject",
          "ServiceBackendPort",
          "FileKeySelector");

  /** Numbers, flags and texts that Go holds by value and leaves out when they are zero. */
  private static final String ZERO_DROPPED =
      """
      ObjectMeta name,generateName,namespace,resourceVersion,selfLink,uid,generation
      PodSpec hostNetwork,hostPID,hostIPC,nodeName,serviceAccountName,serviceAccount,hostname,subdomain,schedulerName,priorityClassName,restartPolicy,dnsPolicy
      Container stdin,stdinOnce,tty,workingDir,imagePullPolicy,terminationMessagePath,terminationMessagePolicy,image
      ContainerPort hostPort,hostIP,name,protocol
      EnvVar value
      VolumeMount readOnly,subPath,subPathExpr
      Probe initialDelaySeconds,timeoutSeconds,periodSeconds,successThreshold,failureThreshold
      HTTPGetAction path,host,scheme
      TCPSocketAction host
      DeploymentSpec minReadySeconds,paused
      ReplicaSetSpec minReadySeconds
      DaemonSetSpec minReadySeconds
      StatefulSetSpec minReadySeconds
      DeploymentStatus observedGeneration,replicas,updatedReplicas,readyReplicas,availableReplicas,unavailableReplicas
      ReplicaSetStatus fullyLabeledReplicas,readyReplicas,availableReplicas,observedGeneration
      StatefulSetStatus observedGeneration,readyReplicas,currentReplicas,updatedReplicas,currentRevision,updateRevision
      DaemonSetStatus observedGeneration,updatedNumberScheduled,numberAvailable,numberUnavailable
      JobStatus active,succeeded,failed
      ServicePort nodePort,name,protocol
      ServiceSpec clusterIP,type,loadBalancerIP,sessionAffinity,externalName,externalTrafficPolicy,healthCheckNodePort,publishNotReadyAddresses
      HorizontalPodAutoscalerStatus currentReplicas
      Event action,count,reason,message,type
      LocalObjectReference name
      ConfigMapKeySelector name
      SecretKeySelector name
      SecretVolumeSource secretName
      ConfigMapVolumeSource name
      ObjectReference kind,namespace,name,uid,apiVersion,resourceVersion,fieldPath
      EventSource component,host
      LeaderElection key
      PodStatus phase,message,reason,nominatedNodeName,hostIP,podIP,qosClass
      PodCondition reason,message
      DeploymentCondition reason,message
      ReplicaSetCondition reason,message
      """;

  private static final Map<String, List<String>> BY_FIELD = read(FIELDS);
  private static final Map<String, List<String>> ZEROS = read(ZERO_DROPPED);

  private BuiltinRules() {}

  private static Map<String, List<String>> read(String table) {
    Map<String, List<String>> rules = new HashMap<>();
    table
        .lines()
        .map(line -> Arrays.asList(line.strip().split(" ")))
        .forEach(words -> rules.put(words.getFirst(), words.subList(1, words.size())));
    return rules;
  }

  static boolean atomicType(String type) {
    return ATOMIC_TYPES.contains(type);
  }

  static Set<String> zeroDropped(String type) {
    List<String> fields = ZEROS.get(type);
    return fields == null ? Set.of() : new HashSet<>(Arrays.asList(fields.getFirst().split(",")));
  }

  /** Puts what the table says of the field on the schema. */
  static void apply(String type, String field, Schema.Builder schema) {
    List<String> words = BY_FIELD.get(type + '.' + field);
    if (words == null) {
      return;
    }
    int next = 1;
    switch (words.getFirst()) {
      case "map" -> {
        schema.list(Schema.ListType.MAP, Arrays.asList(words.get(1).split(",")));
        next = 2;
      }
      case "set" -> schema.list(Schema.ListType.SET, List.of());
      case "atomic" -> schema.atomicMap(true);
      default -> {}
    }
    if (next < words.size()) {
      List<String> strategies = Arrays.asList(words.get(next).split(","));
      schema.patch(
          new Schema.PatchRule(
              strategies.contains("merge"),
              strategies.contains("retainKeys"),
              strategies.contains("replace"),
              next + 1 < words.size() ? words.get(next + 1) : null));
    }
  }
}
