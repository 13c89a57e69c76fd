package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a registry as others run it, which wants to know who asks. */
final class RealRegistryTest {
  private static final Map<String, String> SECRET =
      Map.of("username", RegistryProcess.USER, "password", RegistryProcess.PASSWORD);

  private Optional<RegistryProcess> registry = Optional.empty();

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Optional<Path> binary = RegistryProcess.find();
    assumeTrue(
        binary.isPresent(),
        "no docker-registry on the PATH; install it with: apt-get install docker-registry");
    registry = Optional.of(RegistryProcess.start(binary.orElseThrow(), directory));
  }

  @AfterEach
  void stop() {
    registry.ifPresent(RegistryProcess::close);
  }

  @Test
  void listsTheTagsThatWerePushedAndTheirDigests() throws Exception {
    String first = registry().push("acme/app", "1.0.0", "first");
    String second = registry().push("acme/app", "1.1.0", "second");
    RegistryClient client = client(SECRET);
    assertThat(client.tags()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    assertThat(client.digest("1.0.0")).isEqualTo(first);
    assertThat(client.digest("1.1.0")).isEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void noticesThatATagWasMoved() throws Exception {
    String first = registry().push("acme/app", "main", "first");
    String second = registry().push("acme/app", "main", "second");
    assertThat(client(SECRET).digest("main")).isEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void takesTheCredentialsOfAnImagePullSecret() throws Exception {
    registry().push("acme/app", "1.0.0", "first");
    String user = RegistryProcess.USER + ":" + RegistryProcess.PASSWORD;
    String auth = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    assertThat(
            client(
                    Map.of(
                        ".dockerconfigjson",
                        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                            .formatted(registry().host(), auth)))
                .tags())
        .containsExactly("1.0.0");
  }

  @Test
  void isRefusedWithoutCredentials() {
    assertThatThrownBy(() -> client(Map.of()).tags())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("(401); check the credentials in spec.secretRef");
  }

  @Test
  void saysThatThereIsNoSuchImage() {
    assertThatThrownBy(() -> client(SECRET).tags())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it has no acme/app (404); check spec.image");
  }

  private RegistryProcess registry() {
    return registry.orElseThrow();
  }

  private RegistryClient client(Map<String, String> secret) {
    ImageName image = ImageName.parse(registry().host() + "/acme/app");
    return new RegistryClient(
        new TrustingClients(new OkHttpClient()),
        image,
        false,
        secret.isEmpty() ? Credentials.NONE : RegistryCredentials.of(secret, image),
        InstantSource.system());
  }
}
