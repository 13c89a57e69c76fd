package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BranchWriterTest {
  private static final Author BOT = new Author("Bot", "bot@example.com", null);

  private final BranchWriter writer = new BranchWriter(ServedRepository.CLOCK);
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
  void commitsOnTopOfTheBranchAndLeavesOtherFilesAlone() {
    String before =
        served.origin.commit("main", Map.of("a.yaml", "a: 1\n", "b/c.yaml", "b: 1\n"), "Begin");
    Optional<String> made = commit(edit("a.yaml", "a: 2\n"));
    assertThat(made).contains(served.origin.head("main"));
    CommitInfo commit = served.log("main").getFirst();
    assertThat(commit.parents()).containsExactly(before);
    assertThat(commit.message()).isEqualTo("Update a.yaml\n");
    assertThat(commit.author()).isEqualTo("Bot");
    assertThat(commit.at()).isEqualTo(ServedRepository.CLOCK.instant());
    assertThat(served.read("main", "a.yaml")).isEqualTo("a: 2\n");
    assertThat(served.read("main", "b/c.yaml")).isEqualTo("b: 1\n");
  }

  @Test
  void filesKeepTheirModesAndGetThoseThatTheyAreGiven() {
    served.origin.executable("old.sh", "1");
    served.origin.commit("a.yaml", "a: 1\n");
    commit(edit("old.sh", "2"));
    Edit.File script = new Edit.File(Tree.Kind.EXECUTABLE, ByteString.encodeUtf8("1"));
    commit(tip -> Optional.of(new Edit(Map.of("new.sh", Optional.of(script)), "Add")));
    assertThat(kind("old.sh")).contains(Tree.Kind.EXECUTABLE);
    assertThat(kind("new.sh")).contains(Tree.Kind.EXECUTABLE);
    assertThat(kind("a.yaml")).contains(Tree.Kind.FILE);
  }

  @Test
  void commitsNothingWhenThereIsNothingToChange() {
    String before = served.origin.commit("a.yaml", "a: 1\n");
    assertThat(commit(tip -> Optional.empty())).isEmpty();
    assertThat(served.origin.head("main")).isEqualTo(before);
  }

  @Test
  void makesTheChangeAnewWhenSomebodyElsePushedInBetween() {
    served.origin.commit("a.yaml", "a: 1\n");
    AtomicInteger asked = new AtomicInteger();
    Optional<String> made =
        commit(
            tip -> {
              if (asked.incrementAndGet() <= 2) {
                served.origin.commit("others.yaml", "n: " + asked.get() + "\n");
              }
              return Optional.of(edit("a.yaml", "a: " + asked.get() + "\n").of(tip).orElseThrow());
            });
    assertThat(made).isPresent();
    assertThat(asked).hasValue(3);
    assertThat(served.read("main", "others.yaml")).isEqualTo("n: 2\n");
    assertThat(served.read("main", "a.yaml")).isEqualTo("a: 3\n");
    assertThat(served.log("main")).hasSize(4);
  }

  @Test
  void givesUpForNowWhenTheBranchMovesOnAndOn() {
    served.origin.commit("a.yaml", "a: 1\n");
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                commit(
                    tip -> {
                      served.origin.commit("others.yaml", "n: " + asked.incrementAndGet() + "\n");
                      return edit("a.yaml", "a: 2\n").of(tip);
                    }))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.isRetriable()).isTrue())
        .hasMessageContaining("others push to main all the time");
  }

  @Test
  void proposesAChangeOnABranchOfItsOwn() {
    String before = served.origin.commit("a.yaml", "a: 1\n");
    Optional<String> made = propose(edit("a.yaml", "a: 2\n"));
    assertThat(made).contains(served.origin.head("sluice/a"));
    assertThat(served.origin.head("main")).isEqualTo(before);
    assertThat(served.read("sluice/a", "a.yaml")).isEqualTo("a: 2\n");
    assertThat(propose(edit("a.yaml", "a: 2\n"))).as("a second time").isEqualTo(made);
    assertThat(served.log("sluice/a")).hasSize(2);
  }

  @Test
  void aProposalFollowsItsBaseAndItsChangeWithoutForce() {
    served.origin.commit("a.yaml", "a: 1\n");
    String first = propose(edit("a.yaml", "a: 2\n")).orElseThrow();
    String base = served.origin.commit("b.yaml", "b: 1\n");
    String second = propose(edit("a.yaml", "a: 3\n")).orElseThrow();
    assertThat(served.log("sluice/a").getFirst().parents()).containsExactly(first, base);
    assertThat(second).isEqualTo(served.origin.head("sluice/a"));
    assertThat(served.read("sluice/a", "a.yaml")).isEqualTo("a: 3\n");
    assertThat(served.read("sluice/a", "b.yaml")).isEqualTo("b: 1\n");
  }

  @Test
  void movesASubmodule() {
    served.origin.submodule("lib", "1".repeat(40));
    served.origin.commit("a.yaml", "a: 1\n");
    Edit.File pin = new Edit.File(Tree.Kind.SUBMODULE, ByteString.encodeUtf8("2".repeat(40)));
    String made =
        commit(tip -> Optional.of(new Edit(Map.of("lib", Optional.of(pin)), "Move"))).orElseThrow();
    Tree.Entry moved = served.cloned().tree(made, tree -> tree.entry("lib").orElseThrow());
    assertThat(moved).isEqualTo(new Tree.Entry("lib", Tree.Kind.SUBMODULE, "2".repeat(40)));
  }

  private Optional<Tree.Kind> kind(String path) {
    String tip = served.cloned().fetch(served.remote(), ServedRepository.MAIN).sha();
    return served.cloned().tree(tip, tree -> tree.entry(path)).map(Tree.Entry::kind);
  }

  private Optional<String> commit(BranchWriter.Change change) {
    return writer.commit(served.cloned(), served.remote(), "main", BOT, change);
  }

  private Optional<String> propose(BranchWriter.Change change) {
    return writer.propose(served.cloned(), served.remote(), "main", "sluice/a", BOT, change);
  }

  private static BranchWriter.Change edit(String path, String content) {
    return tip ->
        Optional.of(
            Edit.writing(
                Map.of(path, content.getBytes(StandardCharsets.UTF_8)), "Update " + path + "\n"));
  }
}
