package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.kube.Refusal;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster that is applied to, and as whom. */
public final class Target {
  /** How what comes from Git is signed. */
  public static final String FIELD_MANAGER = "sluice-git";

  private final KubernetesClient client;
  private final KubernetesClient operator;
  private final Kinds kinds;
  private final String who;

  /**
   * @param client as whom everything is read and written
   * @param operator as who the operator is
   * @param who the client is, for messages
   */
  private Target(KubernetesClient client, KubernetesClient operator, Kinds kinds, String who) {
    this.client = client;
    this.operator = operator;
    this.kinds = kinds;
    this.who = who;
  }

  /**
   * @param serviceAccount of this namespace, as which everything is read and written; null for the
   *     operator itself
   */
  public static Target of(
      KubernetesClient client, Kinds kinds, String namespace, @Nullable String serviceAccount) {
    if (serviceAccount == null) {
      return new Target(client, client, kinds, Refusal.OPERATOR);
    }
    // Its groups are the API server's to add: whoever may name groups may be anybody.
    RequestConfig config =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withImpersonateUsername(
                "system:serviceaccount:%s:%s".formatted(namespace, serviceAccount))
            .build();
    return new Target(
        client.newClient(config).adapt(KubernetesClient.class),
        client,
        kinds,
        "the ServiceAccount %s.%s".formatted(serviceAccount, namespace));
  }

  Kinds kinds() {
    return kinds;
  }

  /**
   * The Canaries of a namespace.
   *
   * @throws ProblemException when they cannot be read
   */
  public List<Canary> canaries(String namespace) {
    if (kinds.of("flagger.app/v1beta1", "Canary").isEmpty()) {
      return List.of();
    }
    try {
      return operator.resources(Canary.class).inNamespace(namespace).list().getItems();
    } catch (KubernetesClientException e) {
      throw Refusal.of(
          "list", new Refusal.Kind("flagger.app", "Canary", "canaries"), "", namespace, "", e);
    }
  }

  /** Whether a Canary has the object as its target. */
  boolean isReleased(ObjectKey key) {
    return canaries(key.namespace()).stream()
        .map(canary -> canary.getSpec().targetRef())
        .anyMatch(ref -> ref.kind().equals(key.kind()) && ref.name().equals(key.name()));
  }

  /** The object as it is; empty when it is not there. */
  public Optional<ObjectNode> get(ObjectKey key) {
    return attempt("get", key, (all, named) -> Optional.ofNullable(named.get()).map(this::tree));
  }

  /**
   * Server-side apply, taking over conflicting fields.
   *
   * @param dryRun whether it is only tried
   * @return what the object is, or would be
   * @throws ProblemException when it is refused
   */
  ObjectNode apply(ObjectKey key, ObjectNode object, boolean dryRun) {
    PatchContext.Builder how =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true);
    if (dryRun) {
      how.withDryRun(List.of("All"));
    }
    GenericKubernetesResource wanted =
        client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
    return attempt("patch", key, (all, named) -> tree(all.resource(wanted).patch(how.build())));
  }

  /** Deletes the object, and in the background what it owns. */
  void delete(ObjectKey key) {
    attempt(
        "delete",
        key,
        (all, named) -> named.withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
  }

  /** A request, given all objects of the kind in the namespace, and the one. */
  @FunctionalInterface
  private interface Request<T> {
    T send(
        NonNamespaceOperation<
                GenericKubernetesResource,
                GenericKubernetesResourceList,
                Resource<GenericKubernetesResource>>
            all,
        Resource<GenericKubernetesResource> named);
  }

  private <T> T attempt(String verb, ObjectKey key, Request<T> request) {
    ResourceDefinitionContext context =
        kinds
            .of(key.apiVersion(), key.kind())
            .orElseThrow(
                () ->
                    new ProblemException(
                        "KindNotServed",
                        "the API server does not know %s of %s: install its custom resource definition"
                            .formatted(key.kind(), key.apiVersion())));
    try {
      var everywhere = client.genericKubernetesResources(context);
      var all = context.isNamespaceScoped() ? everywhere.inNamespace(key.namespace()) : everywhere;
      return request.send(all, all.withName(key.name()));
    } catch (KubernetesClientException e) {
      throw Refusal.of(
          verb,
          new Refusal.Kind(key.group(), key.kind(), context.getPlural()),
          "",
          key.namespace(),
          key.name(),
          who,
          e);
    }
  }

  private ObjectNode tree(GenericKubernetesResource object) {
    return client.getKubernetesSerialization().convertValue(object, ObjectNode.class);
  }
}
