package dev.sluice.operator.git.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubmoduleUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.com/lib.git, https://example.com/lib.git",
    "git@example.com:team/lib.git, ssh://git@example.com/team/lib.git",
    "../lib.git, https://git.example.org/team/lib.git",
    "../../other/lib, https://git.example.org/other/lib",
    "./lib, https://git.example.org/team/app.git/lib",
    ".././../lib, https://git.example.org/lib",
  })
  void isSeenFromTheRepositoryThatNamesIt(String url, String whole) {
    assertThat(SubmoduleUrl.resolve("https://git.example.org/team/app.git/", url)).contains(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "..",
        "../",
        "/srv/lib.git",
        "../../../lib",
        "../a/../../../lib",
        ".//lib"
      })
  void leadsNowhereWhenItLeavesTheServerOrIsNone(String url) {
    assertThat(SubmoduleUrl.resolve("https://git.example.org/team/app.git", url)).isEmpty();
  }
}
