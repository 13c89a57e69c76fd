package dev.sluice.operator.git.render;

import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the files that one path of a GitSync is rendered from, up to what it may hold. */
final class Sources {
  /** Files below a directory. */
  static final int FILES = 20_000;

  private static final int FILE_BYTES = 4 << 20;
  private static final long ALL_BYTES = 256L << 20;

  /** How SOPS writes a value that it has encrypted. */
  private static final String ENCRYPTED = "ENC[AES256_GCM,data:";

  private final String directory;
  private long bytes;

  /**
   * @param directory names in messages what the files are of; empty for the root
   */
  Sources(String directory) {
    this.directory = directory;
  }

  /**
   * The content of a file, or of the one that a link leads to.
   *
   * @throws ProblemException when it is no file of the repository, too large, one too many, or
   *     encrypted
   */
  byte[] read(Tree tree, Tree.Entry entry) throws IOException {
    byte[] content = tree.read(RepositoryPath.file(tree, entry), FILE_BYTES);
    count(content.length);
    if (new String(content, StandardCharsets.ISO_8859_1).contains(ENCRYPTED)) {
      throw new ProblemException(
          "DecryptionUnavailable",
          "%s is encrypted with SOPS, which Sluice cannot decrypt, and is not applied as it is: move it out of the paths, for example to a GitOps tool that decrypts it or to External Secrets"
              .formatted(entry.path()));
    }
    return content;
  }

  /**
   * Counts a file whose content is known already.
   *
   * @throws ProblemException {@code TooManyFiles}
   */
  void count(int length) {
    bytes += length;
    if (bytes > ALL_BYTES) {
      throw new ProblemException(
          "TooManyFiles",
          "%s holds more than %d MiB; split it over several GitSyncs"
              .formatted(directory.isEmpty() ? "the repository" : directory, ALL_BYTES >> 20));
    }
  }
}
