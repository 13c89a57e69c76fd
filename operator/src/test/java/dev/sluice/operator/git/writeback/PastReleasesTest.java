package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What notes say, on Git's own server. */
@Timeout(120)
final class PastReleasesTest {
  /** More commits than a first fetch brings. */
  private static final int MANY = 60;

  @TempDir private Path directory;
  private ServedRepository served;

  @BeforeEach
  void start() throws IOException {
    served = new ServedRepository(directory);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void sayWhatServedAfterEachRolloutOfTheBranch() {
    String good = served.origin.commit("a.yaml", "a: 1");
    String bad = served.origin.commit("a.yaml", "a: 2");
    String newest = served.origin.commit("b.yaml", "b: 1");
    note(good, "2026-11-27T11:00:00Z apps/podinfo#1 Promoted");
    note(
        bad,
        "2026-11-27T12:00:00Z apps/podinfo#2 RolledBack: why, back to " + good.substring(0, 7));
    note(bad, "not one of ours");
    assertThat(at(newest).of("apps/podinfo"))
        .containsExactly(
            new PastRelease(Instant.parse("2026-11-27T12:00:00Z"), bad, good),
            new PastRelease(Instant.parse("2026-11-27T11:00:00Z"), good, good));
    assertThat(at(newest).of("apps/other")).isEmpty();
    assertThat(at(good).of("apps/podinfo"))
        .as("a history in which the second commit is not")
        .extracting(PastRelease::commit)
        .containsExactly(good);
  }

  @Test
  void areReadOnceForAllCanaries() {
    String newest = served.origin.commit("a.yaml", "a: 1");
    note(newest, "2026-11-27T11:00:00Z apps/one#1 Promoted");
    note(newest, "2026-11-27T12:00:00Z apps/two#1 Promoted");
    PastReleases past = at(newest);
    assertThat(requests(() -> past.of("apps/one"))).as("the notes").isPositive();
    assertThat(requests(() -> past.of("apps/two"))).isZero();
    assertThat(requests(() -> past.of("apps/none"))).isZero();
    assertThat(past.of("apps/two")).hasSize(1);
  }

  @Test
  void fetchTheWholeHistoryOnceHoweverManyLieBeforeWhatWasFetched() {
    String one = served.origin.commit("a.yaml", "a: 1");
    String two = served.origin.commit("a.yaml", "a: 2");
    String newest = two;
    for (int i = 0; i < MANY; i++) {
      newest = served.origin.commit("b.yaml", "b: " + i);
    }
    PastReleases past = at(newest);
    note(one, "2026-11-27T11:00:00Z apps/one#1 Promoted");
    note(two, "2026-11-27T12:00:00Z apps/two#1 Promoted");
    note("1".repeat(40), "2026-11-27T13:00:00Z apps/gone#1 Promoted");
    assertThat(served.cloned().has(one)).as("the clone is shallow").isFalse();
    assertThat(requests(() -> past.of("apps/gone"))).as("notes and history").isPositive();
    assertThat(served.cloned().has(one)).isTrue();
    assertThat(requests(() -> past.of("apps/gone"))).isZero();
    assertThat(requests(() -> past.of("apps/one"))).isZero();
    assertThat(past.of("apps/one")).extracting(PastRelease::commit).containsExactly(one);
    assertThat(past.of("apps/two")).extracting(PastRelease::commit).containsExactly(two);
  }

  private PastReleases at(String newest) {
    served.cloned().fetch(served.remote(), ServedRepository.MAIN);
    return new PastReleases(served.cloned(), served.remote(), ServedRepository.MAIN, newest);
  }

  /** How often the server was asked meanwhile. */
  private int requests(Runnable question) {
    int before = served.server().requests().size();
    question.run();
    return served.server().requests().size() - before;
  }

  private void note(String commit, String line) {
    new Notes(ServedRepository.CLOCK)
        .add(served.cloned(), served.remote(), commit, line, Author.SLUICE);
  }
}
