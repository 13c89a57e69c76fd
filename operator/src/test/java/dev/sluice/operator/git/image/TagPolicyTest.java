package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.kube.ProblemException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TagPolicyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.x | 1.0.0 1.10.0 1.9.0 2.0.0 latest | 1.10.0",
        "^1.2 | v1.2.0 v1.3.1 v2.0.0 | v1.3.1",
        ">=1.0.0 <2.0.0 | 0.9.0 1.4.2 2.0.0 | 1.4.2",
        ">= 1.0.0, < 2.0.0 | 0.9.0 1.4.2 2.0.0 | 1.4.2",
        ">=1.0.0 | 1.0.0 1.1.0-rc.1 | 1.0.0",
        ">=1.0.0-0 | 1.0.0 1.1.0-rc.1 | 1.1.0-rc.1",
        ">=1.0.0-0 | 1.1.0 1.1.0-rc.1 | 1.1.0",
        "1.x | 1.2 1 v1 01.2.3 sha256-abc.sig |",
      })
  void semverTakesTheHighestVersionInTheRange(String range, String tags, String newest) {
    assertNewest("policy: {semver: {range: '%s'}}".formatted(range), tags, newest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | a c b | c",
        "{order: asc} | Zeta alpha | alpha",
        "{order: desc} | 2024-02 2024-01 2024-03 | 2024-01",
      })
  void alphabeticalIsTheOrderOfTheBytes(String ordered, String tags, String newest) {
    assertNewest("policy: {alphabetical: %s}".formatted(ordered), tags, newest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 9 10 2 | 10",
        "{order: desc} | 9 10 2 | 2",
        "{} | 1.5 1.50 1.25 | 1.50",
        "{} | 9007199254740993 9007199254740992 | 9007199254740993",
      })
  void numericalIsTheOrderOfNumbers(String ordered, String tags, String newest) {
    assertNewest("policy: {numerical: %s}".formatted(ordered), tags, newest);
  }

  @Test
  void aTagThatIsNoNumberIsToldToBeFilteredOut() {
    assertThatThrownBy(() -> newest("policy: {numerical: {}}", "1 latest"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("\"latest\" is not a number")
        .hasMessageContaining("spec.filterTags");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'^main-[a-f0-9]+-(?P<ts>[0-9]+)$', extract: '$ts' | main-aa-7 main-bb-12 dev-cc-99 |"
            + " main-bb-12",
        "'^main-[a-f0-9]+-(?P<ts>[0-9]+)$', extract: '${ts}' | main-aa-7 main-bb-12 | main-bb-12",
        "'^r([0-9]+)-([0-9]+)$', extract: '$1.$2' | r1-2 r1-30 r1-4 | r1-4",
        "'^(?P<n>[0-9]+)-', extract: '${n}0' | 1-a 2-b | 2-b",
        "'^[0-9]+$' | 7 latest 12 | 12",
        "'^build-(?P<n>[0-9]+)', extract: '$n' | build-7-amd64 build-7-arm64 | build-7-arm64",
      })
  void theFilterSaysWhichTagsTakePartAndWhatOfThemIsCompared(
      String filter, String tags, String newest) {
    assertNewest(
        "filterTags: {pattern: %s}\npolicy: {numerical: {}}".formatted(filter), tags, newest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "filterTags: {pattern: '['} | spec.filterTags.pattern: \"[\" is no regular expression",
        "filterTags: {pattern: '(a)', extract: '$2'} | the pattern has no group 2",
        "filterTags: {pattern: '(?P<ts>a)', extract: '$tsx'} | the pattern has no group tsx",
      })
  void aFilterThatCannotWorkIsRefused(String filter, String message) {
    assertThatThrownBy(() -> newest(filter + "\npolicy: {alphabetical: {}}", "a"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"newest", ">=", "1.0.0.0.0"})
  void aRangeThatIsNoneIsRefused(String range) {
    assertThatThrownBy(() -> newest("policy: {semver: {range: '%s'}}".formatted(range), "1.0.0"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("\"%s\" is no range; write for example 1.x", range);
  }

  private static void assertNewest(String spec, String tags, String newest) {
    if (newest == null) {
      assertThat(newest(spec, tags)).isEmpty();
    } else {
      assertThat(newest(spec, tags)).contains(newest);
    }
  }

  private static Optional<String> newest(String spec, String tags) {
    return TagPolicy.of(Policies.spec(spec)).newest(List.of(tags.split(" ", -1)));
  }
}
