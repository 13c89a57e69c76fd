package dev.sluice.operator.git.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Git's own server, over HTTP. */
@Timeout(120)
final class GitCloneTest {
  private static final GitRef MAIN = new GitRef.Branch("main");

  @TempDir private Path directory;
  private Origin origin;
  private HttpGitServer server;
  private Repositories repositories;

  @BeforeEach
  void start() throws IOException {
    origin = new Origin(directory.resolve("served/app.git"));
    server = new HttpGitServer(directory.resolve("served"), null);
    repositories = repositories(Limits.DEFAULT);
  }

  @AfterEach
  void stop() {
    repositories.close();
    server.close();
    origin.close();
  }

  @Test
  void fetchesABranchAndReadsItsFiles() {
    String sha = origin.commit("deploy/app.yaml", "kind: Deployment\n");
    Revision revision = fetch(MAIN);
    assertThat(revision.sha()).isEqualTo(sha);
    assertThat(revision).hasToString("main@sha1:" + sha);
    assertThat(revision.commit().author()).isEqualTo("Ada");
    assertThat(revision.commit().email()).isEqualTo("ada@example.com");
    assertThat(revision.commit().subject()).isEqualTo("Change deploy/app.yaml");
    assertThat(read(sha, "deploy/app.yaml")).isEqualTo("kind: Deployment\n");
  }

  @Test
  void fetchesTheDefaultBranchWhenNoneIsNamed() {
    String sha = origin.commit("a", "1");
    assertThat(fetch(new GitRef.DefaultBranch())).hasToString("main@sha1:" + sha);
  }

  @Test
  void fetchesALaterCommitAndKnowsWhatIsBetween() {
    String first = origin.commit("a", "1");
    fetch(MAIN);
    String second = origin.commit("b", "1");
    String third = origin.commit("a", "2");
    assertThat(fetch(MAIN).sha()).isEqualTo(third);
    assertThat(cloned().log(third, first, List.of(), 10))
        .extracting(CommitInfo::sha)
        .containsExactly(third, second);
    assertThat(cloned().log(third, null, List.of("b"), 10))
        .extracting(CommitInfo::sha)
        .containsExactly(second);
    assertThat(cloned().isAncestor(first, third)).isTrue();
  }

  @Test
  void asksButFetchesNothingWhenNothingIsNew() {
    origin.commit("a", "1");
    fetch(MAIN);
    int before = server.requests().size();
    fetch(MAIN);
    assertThat(server.requests().subList(before, server.requests().size()))
        .as("what is there is asked for, but no pack")
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void bringsTheNewestCommitsOnlyAndMoreWhenTold() {
    repositories.close();
    repositories =
        repositories(new Limits(1 << 20, Duration.ofSeconds(20), Duration.ofMinutes(1), 2));
    String first = origin.commit("a", "1");
    for (int i = 2; i < 8; i++) {
      origin.commit("a", "" + i);
    }
    String head = fetch(MAIN).sha();
    assertThat(cloned().log(head, null, List.of(), 100)).hasSize(2);
    assertThat(cloned().has(first)).isFalse();
    cloned().deepen(remote(), MAIN, 100);
    assertThat(cloned().log(head, null, List.of(), 100)).hasSize(7);
    String next = origin.commit("a", "9");
    assertThat(fetch(MAIN).sha()).isEqualTo(next);
    assertThat(cloned().log(next, null, List.of(), 100)).hasSize(8);
  }

  @Test
  void goesOnFromAShallowCloneAfterManyCommits() {
    repositories.close();
    repositories =
        repositories(new Limits(1 << 20, Duration.ofSeconds(20), Duration.ofMinutes(1), 1));
    origin.commit("a", "1");
    String known = origin.commit("a", "2");
    fetch(MAIN);
    for (int i = 3; i < 8; i++) {
      origin.commit("a", "" + i);
    }
    String head = fetch(MAIN).sha();
    assertThat(cloned().log(head, known, List.of(), 100)).hasSize(5);
    assertThat(cloned().log(head, null, List.of(), 100))
        .as("what came before the first fetch was not brought")
        .hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({"'>=1.0.0 <2.0.0', v1.10.0", "1.2.x, 1.2.3", "'^1.0.0', v1.10.0", "2.x, v2.0.0"})
  void takesTheHighestTagInARange(String range, String expected) {
    String sha = origin.commit("a", "1");
    origin.tag("1.2.3", sha);
    origin.lightTag("v1.9.0", sha);
    origin.lightTag("nightly", sha);
    String newer = origin.commit("a", "2");
    origin.tag("v1.10.0", newer);
    origin.tag("v1.11.0-rc.1", newer);
    origin.tag("v2.0.0", newer);
    Revision revision = fetch(new GitRef.SemverRange(range));
    assertThat(revision.name()).isEqualTo(expected);
    assertThat(revision.sha()).isEqualTo(expected.equals("1.2.3") ? sha : newer);
  }

  @Test
  void fetchesATagWithAMessageAndOneWithout() {
    String sha = origin.commit("a", "1");
    origin.tag("full", sha);
    origin.lightTag("light", sha);
    origin.commit("a", "2");
    assertThat(fetch(new GitRef.Tag("full"))).hasToString("full@sha1:" + sha);
    assertThat(fetch(new GitRef.Tag("light")).sha()).isEqualTo(sha);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fetchesACommitWhetherOrNotTheServerGivesItByName(boolean byName) throws IOException {
    origin
        .repository()
        .getConfig()
        .setBoolean("uploadpack", null, "allowReachableSHA1InWant", byName);
    origin.repository().getConfig().save();
    String old = origin.commit("a", "1");
    origin.commit("a", "2");
    assertThat(fetch(new GitRef.Commit(old))).hasToString("sha1:" + old);
    assertThat(read(old, "a")).isEqualTo("1");
  }

  @Test
  void sharesOneCloneButAsksTheServerWithTheCredentialsOfEach() {
    origin.commit("a", "1");
    server.require(basic("ada", "secret"));
    Remote hers = remote(new Credentials(basic("ada", "secret"), null));
    GitClone clone = repositories.of(hers);
    clone.fetch(hers, MAIN);
    Remote his = remote(Credentials.NONE);
    assertThat(repositories.of(his)).isSameAs(clone);
    expect("AuthenticationFailed", () -> clone.fetch(his, MAIN), "name a Secret in spec.secretRef");
  }

  @Test
  void identifiesItselfWithATokenOrAPassword() {
    String sha = origin.commit("a", "1");
    server.require("Bearer t0ken");
    GitCredentials token = GitCredentials.of(Map.of("bearerToken", "t0ken"), server.url(""), "s");
    Remote remote = new Remote(server.url("app.git"), token);
    assertThat(repositories.of(remote).fetch(remote, MAIN).sha()).isEqualTo(sha);
    server.require(basic("ada", "pässword"));
    GitCredentials password =
        GitCredentials.of(Map.of("username", "ada", "password", "pässword"), server.url(""), "s");
    Remote other = new Remote(server.url("app.git"), password);
    assertThat(repositories.of(other).fetch(other, MAIN).sha()).isEqualTo(sha);
    server.require("Bearer another");
    expect(
        "AuthenticationFailed",
        () -> repositories.of(remote).fetch(remote, MAIN),
        "have not expired");
  }

  @Test
  void trustsTheCaOfTheSecretAlone() throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    String sha = origin.commit("a", "1");
    try (HttpGitServer secure = new HttpGitServer(directory.resolve("served"), certificate)) {
      String url = secure.url("app.git");
      Remote strange = new Remote(url, GitCredentials.NONE);
      expect(
          "RepositoryUnreachable",
          () -> repositories.of(strange).fetch(strange, MAIN),
          "under the key 'ca.crt'");
      Remote trusted =
          new Remote(
              url, GitCredentials.of(Map.of("ca.crt", certificate.certificatePem()), url, "s"));
      assertThat(repositories.of(trusted).fetch(trusted, MAIN).sha()).isEqualTo(sha);
    }
  }

  @Test
  void tellsNoOtherServerTheCredentialsWhenItIsSentThere() throws IOException {
    String sha = origin.commit("a", "1");
    try (HttpGitServer moved = new HttpGitServer(directory.resolve("served"), null)) {
      server.moveTo(moved.url("").replaceFirst("/$", ""));
      Remote remote = remote(new Credentials(basic("ada", "secret"), null));
      assertThat(repositories.of(remote).fetch(remote, MAIN).sha()).isEqualTo(sha);
      assertThat(server.authorizations()).contains(basic("ada", "secret"));
      assertThat(moved.authorizations()).isNotEmpty().containsOnly("null");
    }
  }

  @Test
  void saysWhatIsMissing() {
    origin.commit("a", "1");
    expect("RefNotFound", () -> fetch(new GitRef.Branch("gone")), "no branch \"gone\"");
    expect("RefNotFound", () -> fetch(new GitRef.Tag("v9")), "no tag \"v9\"");
    expect(
        "RefNotFound", () -> fetch(new GitRef.SemverRange("9.x")), "no tag in the range \"9.x\"");
    expect("InvalidRef", () -> fetch(new GitRef.SemverRange("newest")), "is no range of versions");
    expect("InvalidRef", () -> fetch(new GitRef.Commit("abc")), "all its 40 hexadecimal digits");
    expect("RefNotFound", () -> fetch(new GitRef.Commit("0a".repeat(20))), "check spec.ref.commit");
    Remote gone = new Remote(server.url("gone.git"), GitCredentials.NONE);
    expect("RepositoryNotFound", () -> repositories.of(gone).fetch(gone, MAIN), "check spec.url");
  }

  @Test
  void saysThatAnEmptyRepositoryHasNoBranch() {
    expect("RefNotFound", () -> fetch(new GitRef.DefaultBranch()), "no default branch");
    expect("RefNotFound", () -> fetch(MAIN), "no branch \"main\"");
  }

  @Test
  void saysThatAServerIsAway() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Remote away =
          new Remote("http://127.0.0.1:" + silent.getLocalPort() + "/a.git", GitCredentials.NONE);
      repositories.close();
      repositories =
          repositories(new Limits(1 << 20, Duration.ofSeconds(1), Duration.ofMinutes(1), 1));
      expect(
          "RepositoryUnreachable", () -> repositories.of(away).fetch(away, MAIN), "no answer from");
    }
    Remote nowhere = new Remote("http://nowhere.invalid/a.git", GitCredentials.NONE);
    expect(
        "RepositoryUnreachable",
        () -> repositories.of(nowhere).fetch(nowhere, MAIN),
        "does not resolve");
  }

  @Test
  void stopsAFetchThatIsTooLargeAndGoesOnWhenItIsMended() {
    byte[] noise = new byte[3 << 20];
    new Random(1).nextBytes(noise);
    String good = origin.commit("a", "1");
    origin.commit("big", new String(noise, StandardCharsets.ISO_8859_1));
    repositories.close();
    repositories =
        repositories(new Limits(1 << 20, Duration.ofSeconds(20), Duration.ofMinutes(1), 1));
    expect("RepositoryTooLarge", () -> fetch(MAIN), "more than the 1 MiB");
    origin.force("main", good);
    assertThat(fetch(MAIN).sha()).isEqualTo(good);
  }

  @Test
  void givesUpAFetchThatTakesTooLong() {
    origin.commit("a", "1");
    repositories.close();
    repositories = repositories(new Limits(1 << 20, Duration.ofSeconds(20), Duration.ZERO, 1));
    expect("GitTimeout", () -> fetch(MAIN), "was given up");
  }

  @Test
  void followsABranchThatWasForcedElsewhere() {
    String first = origin.commit("a", "1");
    String second = origin.commit("a", "2");
    fetch(MAIN);
    origin.force("main", first);
    String other = origin.commit("a", "3");
    assertThat(fetch(MAIN).sha()).isEqualTo(other);
    assertThat(cloned().isAncestor(second, other)).isFalse();
    assertThat(cloned().has(second)).as("the one that was applied can still be read").isTrue();
  }

  @Test
  void makesACloneAnewThatWasDamaged() throws IOException {
    String sha = origin.commit("a", "1");
    fetch(MAIN);
    repositories.close();
    try (var files = Files.walk(directory.resolve("cache"))) {
      files
          .filter(file -> file.toString().endsWith(".pack"))
          .forEach(file -> assertThat(file.toFile().delete()).isTrue());
    }
    repositories = repositories(Limits.DEFAULT);
    assertThat(fetch(MAIN).sha()).isEqualTo(sha);
    assertThat(read(sha, "a")).isEqualTo("1");
  }

  @Test
  void makesACloneAnewThatWasThrownAway() throws IOException {
    String sha = origin.commit("a", "1");
    fetch(MAIN);
    // JGit tidies a clone up in the background after a fetch.
    FileUtils.delete(
        directory.resolve("cache").toFile(),
        FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
    assertThat(fetch(MAIN).sha()).isEqualTo(sha);
    assertThat(read(sha, "a")).isEqualTo("1");
  }

  @Test
  void throwsAwayWhatNobodyHasUsedForAWeek() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    Path cache = directory.resolve("weeks");
    String sha = origin.commit("a", "1");
    try (Origin other = new Origin(directory.resolve("served/other.git"));
        Repositories some = new Repositories(cache, Limits.DEFAULT, List.of(), now::get)) {
      other.commit("a", "1");
      Remote unused = new Remote(server.url("other.git"), GitCredentials.NONE);
      some.of(remote()).fetch(remote(), MAIN);
      some.of(unused).fetch(unused, MAIN);
      Path left = Files.createDirectory(cache.resolve("of-an-earlier-process.git"));
      Path foreign = Files.createDirectory(cache.resolve("something-else"));
      now.updateAndGet(time -> time.plus(Duration.ofDays(5)));
      some.of(remote());
      assertThat(cache).isDirectoryContaining(left::equals);
      now.updateAndGet(time -> time.plus(Duration.ofDays(5)));
      GitClone used = some.of(remote());
      assertThat(used.has(sha)).isTrue();
      assertThat(foreign).exists();
      try (Stream<Path> clones = Files.list(cache)) {
        assertThat(clones.filter(each -> each.toString().endsWith(".git"))).hasSize(1);
      }
      assertThat(some.of(unused).fetch(unused, MAIN).sha()).isEqualTo(other.head("main"));
    }
  }

  @Test
  void pushesOnlyWhereNobodyElseHasPushed() throws IOException {
    String base = origin.commit("a", "1");
    fetch(MAIN);
    String ours = commitOn(base, "ours");
    assertThat(cloned().push(remote(), ours, "refs/heads/main", base)).isTrue();
    assertThat(origin.head("main")).isEqualTo(ours);
    String late = commitOn(base, "late");
    assertThat(cloned().push(remote(), late, "refs/heads/main", base)).isFalse();
    assertThat(origin.head("main")).isEqualTo(ours);
    assertThat(cloned().push(remote(), late, "refs/heads/new", null)).isTrue();
    assertThat(cloned().push(remote(), ours, "refs/heads/new", null)).isFalse();
    origin.repository().getConfig().setBoolean("http", null, "receivepack", false);
    origin.repository().getConfig().save();
    expect(
        "AuthenticationFailed",
        () -> cloned().push(remote(), late, "refs/heads/x", null),
        "credentials");
  }

  @ParameterizedTest
  @CsvSource({
    "git@example.com:team/app.git, has no scheme",
    "ftp://example.com/app, ftp:// is not understood",
    "https://ada:secret@example.com/app, carries a password",
  })
  void refusesUrls(String url, String why) {
    expect("InvalidURL", () -> new Remote(url, GitCredentials.NONE), why);
  }

  @Test
  void readsTheOperatorsDiskOnlyWhereItIsAllowed() {
    String sha = origin.commit("a", "1");
    Remote local = new Remote("file://" + origin.directory(), GitCredentials.NONE);
    expect("InvalidURL", () -> repositories.of(local), "--git-local-roots");
    try (Repositories allowed =
        new Repositories(
            directory.resolve("other"),
            Limits.DEFAULT,
            List.of(directory.resolve("served")),
            InstantSource.system())) {
      assertThat(allowed.of(local).fetch(local, MAIN).sha()).isEqualTo(sha);
    }
  }

  private String commitOn(String parent, String message) {
    return cloned()
        .read(
            local -> {
              try (ObjectInserter inserter = local.newObjectInserter()) {
                CommitBuilder commit = new CommitBuilder();
                commit.setParentId(ObjectId.fromString(parent));
                commit.setTreeId(local.parseCommit(ObjectId.fromString(parent)).getTree());
                PersonIdent author = new PersonIdent("Sluice", "sluice@example.com");
                commit.setAuthor(author);
                commit.setCommitter(author);
                commit.setMessage(message);
                ObjectId id = inserter.insert(Constants.OBJ_COMMIT, commit.build());
                inserter.flush();
                return id.name();
              }
            });
  }

  private Repositories repositories(Limits limits) {
    return new Repositories(directory.resolve("cache"), limits, List.of(), InstantSource.system());
  }

  private Remote remote() {
    return remote(Credentials.NONE);
  }

  private Remote remote(Credentials credentials) {
    return new Remote(server.url("app.git"), new GitCredentials(credentials, List.of(), ""));
  }

  private GitClone cloned() {
    return repositories.of(remote());
  }

  private Revision fetch(GitRef ref) {
    return cloned().fetch(remote(), ref);
  }

  private String read(String sha, String path) {
    return cloned()
        .tree(
            sha,
            tree ->
                new String(
                    tree.read(tree.entry(path).orElseThrow(), 1 << 20), StandardCharsets.UTF_8));
  }

  private static String basic(String user, String password) {
    return okhttp3.Credentials.basic(user, password, StandardCharsets.UTF_8);
  }

  private static void expect(String reason, ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).as("%s", e).isEqualTo(reason))
        .hasMessageContaining(part);
  }
}
