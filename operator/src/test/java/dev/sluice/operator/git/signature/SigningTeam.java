package dev.sluice.operator.git.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * People who sign with the real git, gpg and ssh-keygen, each with keys in a directory of the test.
 */
final class SigningTeam implements AutoCloseable {
  private static final String EMAIL = "@example.com";

  private final Path directory;
  private final Path work;
  private final Repository repository;

  SigningTeam(Path directory) throws IOException {
    this.directory = directory;
    this.work = Files.createDirectories(directory.resolve("work"));
    run(List.of("git", "init", "-q", "-b", "main", work.toString()));
    this.repository = new FileRepositoryBuilder().setWorkTree(work.toFile()).build();
  }

  Repository repository() {
    return repository;
  }

  /** A commit that nobody signs. */
  String commit() {
    return commit("ada", List.of());
  }

  String commitWithOpenPgp(String person) {
    return commit(
        person, List.of("-c", "gpg.format=openpgp", "-c", "user.signingkey=" + person + EMAIL));
  }

  String commitWithSsh(String person) {
    return commit(
        person, List.of("-c", "gpg.format=ssh", "-c", "user.signingkey=" + sshKey(person)));
  }

  /** Makes an OpenPGP key of which a part signs, as gpg would make one today. */
  void openPgpKey(String person, String expires) {
    gpg("--quick-generate-key", person + EMAIL, "ed25519", "sign", expires);
  }

  void openPgpSubkey(String person) {
    String fingerprint =
        gpg("--list-keys", "--with-colons", person + EMAIL)
            .lines()
            .filter(line -> line.startsWith("fpr:"))
            .findFirst()
            .orElseThrow()
            .replaceAll("^fpr:+|:$", "");
    gpg("--quick-add-key", fingerprint, "ed25519", "sign", "never");
  }

  /** What {@code gpg --export} writes. */
  String openPgpPublic(String... people) {
    List<String> arguments = new ArrayList<>(List.of("--armor", "--export"));
    for (String person : people) {
      arguments.add(person + EMAIL);
    }
    return gpg(arguments.toArray(String[]::new));
  }

  String openPgpPrivate(String person) {
    return gpg("--armor", "--export-secret-keys", person + EMAIL);
  }

  /** Revokes a key by the certificate that gpg made for it. */
  void revoke(String person) throws IOException {
    Path certificates = directory.resolve("gnupg/openpgp-revocs.d");
    try (var files = Files.list(certificates)) {
      Path file = files.findFirst().orElseThrow();
      Files.writeString(file, Files.readString(file).replace(":-----BEGIN PGP", "-----BEGIN PGP"));
      gpg("--import", file.toString());
    }
  }

  /** Makes an SSH key, and says its private part's file. */
  Path sshKey(String person) {
    Path file = directory.resolve(person);
    if (!Files.exists(file)) {
      run(
          List.of(
              "ssh-keygen",
              "-q",
              "-t",
              "ed25519",
              "-N",
              "",
              "-C",
              person + EMAIL,
              "-f",
              file.toString()));
    }
    return file;
  }

  /** What is in the {@code .pub} file. */
  String sshPublic(String person) {
    try {
      return Files.readString(Path.of(sshKey(person) + ".pub"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A commit with another one's signature, but other words. */
  String forge(String sha) throws IOException {
    try (ObjectReader reader = repository.newObjectReader();
        ObjectInserter inserter = repository.newObjectInserter()) {
      String text =
          new String(reader.open(ObjectId.fromString(sha)).getBytes(), StandardCharsets.UTF_8);
      ObjectId forged =
          inserter.insert(
              Constants.OBJ_COMMIT,
              text.replace("Ship it", "Ship that").getBytes(StandardCharsets.UTF_8));
      inserter.flush();
      return forged.name();
    }
  }

  @Override
  public void close() {
    repository.close();
    run(List.of("gpgconf", "--kill", "all"));
  }

  private String commit(String person, List<String> configuration) {
    List<String> command = new ArrayList<>(List.of("git", "-C", work.toString()));
    command.addAll(List.of("-c", "user.name=" + person, "-c", "user.email=" + person + EMAIL));
    command.addAll(configuration);
    command.addAll(List.of("commit", "-q", "--allow-empty", "-m", "Ship it"));
    if (!configuration.isEmpty()) {
      command.add("-S");
    }
    run(command);
    return run(List.of("git", "-C", work.toString(), "rev-parse", "HEAD")).strip();
  }

  private String gpg(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("gpg", "--batch", "--yes", "--passphrase", "", "--quiet"));
    command.addAll(List.of("--pinentry-mode", "loopback"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private String run(List<String> command) {
    try {
      Path home = Files.createDirectories(directory.resolve("gnupg"));
      home.toFile().setReadable(false, false);
      home.toFile().setReadable(true, true);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder
          .environment()
          .putAll(
              Map.of(
                  "GNUPGHOME", home.toString(),
                  "HOME", directory.toString(),
                  "GIT_CONFIG_NOSYSTEM", "1"));
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
