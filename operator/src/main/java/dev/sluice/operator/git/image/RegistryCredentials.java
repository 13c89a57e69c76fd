package dev.sluice.operator.git.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Reads a registry's credentials from a Secret: an image pull secret's, or those of any server. */
final class RegistryCredentials {
  private static final String DOCKER_CONFIG = ".dockerconfigjson";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RegistryCredentials() {}

  /**
   * @param secret the Secret's data, decoded
   * @throws ProblemException when there are none for this registry in it
   */
  static Credentials of(Map<String, String> secret, ImageName image) {
    String config = secret.get(DOCKER_CONFIG);
    if (config == null) {
      return Credentials.of(secret, "spec.secretRef");
    }
    JsonNode auths;
    try {
      auths = JSON.readTree(config).path("auths");
    } catch (JsonProcessingException e) {
      throw incomplete("its %s is not JSON".formatted(DOCKER_CONFIG));
    }
    for (String host : List.of(image.registry(), "https://index.docker.io/v1/")) {
      JsonNode entry = auths.path(host);
      if (entry.isObject() && (host.equals(image.registry()) || isDockerHub(image))) {
        return new Credentials(basic(entry), secret.get("ca.crt"));
      }
    }
    throw incomplete("its %s has no entry for %s".formatted(DOCKER_CONFIG, image.registry()));
  }

  private static boolean isDockerHub(ImageName image) {
    return image.registry().equals("docker.io");
  }

  private static String basic(JsonNode entry) {
    if (entry.hasNonNull("auth")) {
      return "Basic " + entry.path("auth").asText().strip();
    }
    String user = entry.path("username").asText() + ":" + entry.path("password").asText();
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  private static ProblemException incomplete(String why) {
    return new ProblemException(
        "CredentialsIncomplete",
        "spec.secretRef: the secret has no credentials for the image's registry: " + why);
  }
}
