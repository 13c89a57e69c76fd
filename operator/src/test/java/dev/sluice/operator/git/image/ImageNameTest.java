package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.kube.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageNameTest {
  @ParameterizedTest
  @CsvSource({
    "nginx, https://registry-1.docker.io/v2/library/nginx",
    "stefanprodan/podinfo, https://registry-1.docker.io/v2/stefanprodan/podinfo",
    "docker.io/nginx, https://registry-1.docker.io/v2/library/nginx",
    "ghcr.io/acme/a/b, https://ghcr.io/v2/acme/a/b",
    "registry:5000/podinfo, https://registry:5000/v2/podinfo",
    "localhost:5000/podinfo, http://localhost:5000/v2/podinfo",
    "127.0.0.1:5000/podinfo, http://127.0.0.1:5000/v2/podinfo",
  })
  void isFoundWhereDockerFindsIt(String image, String address) {
    assertThat(ImageName.parse(image).address(false)).hasToString(address);
  }

  @Test
  void isAskedForInPlainHttpWhereThePolicySaysSo() {
    assertThat(ImageName.parse("registry:5000/podinfo").address(true))
        .hasToString("http://registry:5000/v2/podinfo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://ghcr.io/a",
        "ghcr.io/",
        "a:1.0",
        "ghcr.io/a@sha256:0",
        "Upper/Case",
        "a//b",
        "../x",
        "ghcr.io:99999999/a"
      })
  void whatIsNoImageIsRefused(String image) {
    assertThatThrownBy(() -> ImageName.parse(image))
        .isInstanceOf(ProblemException.class)
        .hasMessage(
            "spec.image: \"%s\" is no image; write for example ghcr.io/acme/podinfo, without tag"
                + " and digest",
            image);
  }
}
