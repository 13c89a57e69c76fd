package dev.sluice.operator.notify;

import dev.sluice.crds.AlertProvider;
import dev.sluice.crds.AlertProviderSpec;
import dev.sluice.crds.AnalysisSpec.NamespacedRef;
import dev.sluice.crds.Canary;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Makes a chat of an AlertProvider and its Secret. */
final class AlertProviders {
  private static final String DEFAULT_USERNAME = "flagger";
  private static final String DEFAULT_CHANNEL = "general";

  private final Cluster cluster;
  private final OkHttpClient http;
  private final boolean noCrossNamespaceRefs;

  AlertProviders(Cluster cluster, OkHttpClient http, boolean noCrossNamespaceRefs) {
    this.cluster = cluster;
    this.http = http;
    this.noCrossNamespaceRefs = noCrossNamespaceRefs;
  }

  /**
   * The chat that the reference names.
   *
   * @throws ProblemException when the provider or its secret is missing or wrong
   */
  Notifier notifier(Canary canary, NamespacedRef ref) {
    String own = canary.getMetadata().getNamespace();
    String namespace = ref.namespace() == null || ref.namespace().isEmpty() ? own : ref.namespace();
    String whose = "alert provider %s.%s".formatted(ref.name(), namespace);
    if (noCrossNamespaceRefs && !namespace.equals(own)) {
      throw new ProblemException(
          "CrossNamespaceRefused",
          "%s error: references to other namespaces are not allowed here; copy it to %s"
              .formatted(whose, own));
    }
    AlertProviderSpec spec =
        cluster
            .get(AlertProvider.class, namespace, ref.name())
            .orElseThrow(
                () ->
                    new ProblemException(
                        "AlertProviderNotFound",
                        "%s error: alertprovider.flagger.app \"%s\" not found; create it"
                            .formatted(whose, ref.name())))
            .getSpec();
    if (!"slack".equals(spec.type())) {
      throw new ProblemException(
          "AlertProviderUnsupported",
          "%s error: provider %s is not supported; this release supports only slack"
              .formatted(whose, spec.type()));
    }
    try {
      return new SlackNotifier(http, target(spec, namespace));
    } catch (ProblemException e) {
      throw new ProblemException(e.reason(), whose + " error: " + e.explanation(), e);
    }
  }

  private SlackTarget target(AlertProviderSpec spec, String namespace) {
    String address = spec.address();
    String token = null;
    if (spec.secretRef() != null) {
      String name = spec.secretRef().name();
      Map<String, String> secret = Credentials.read(cluster, namespace, name);
      address = secret.get("address");
      token = secret.get("token");
      if (address == null) {
        throw new ProblemException(
            "CredentialsIncomplete",
            "the secret \"%s\" does not contain an address".formatted(name));
      }
    }
    if (address == null || address.isBlank()) {
      throw new ProblemException(
          "AlertAddressInvalid", "no address: set spec.address or a secret with the key address");
    }
    return new SlackTarget(
        address.strip(),
        token == null ? null : token.strip(),
        spec.proxy(),
        orDefault(spec.username(), DEFAULT_USERNAME),
        orDefault(spec.channel(), DEFAULT_CHANNEL));
  }

  private static String orDefault(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
