package dev.sluice.cli;

import dev.sluice.operator.boot.OperatorOptions.Git;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** The options of {@code sluice operator} about Git repositories. */
final class GitFlags {
  @Option(
      names = "--git-cache",
      paramLabel = "DIR",
      description = "Where clones of Git repositories are kept (default ${DEFAULT-VALUE}).")
  private Path cache = Git.DEFAULT.cache();

  @Option(
      names = "--git-max-size",
      paramLabel = "MIB",
      description = "The most that one fetch may transfer (default ${DEFAULT-VALUE}).")
  private long maxSize = Git.DEFAULT.maxBytes() >> 20;

  @Option(
      names = "--git-local-roots",
      paramLabel = "DIRS",
      description = "Directories in which file:// repositories may lie (default: none).")
  private String localRoots = "";

  @Option(
      names = "--git-default-service-account",
      paramLabel = "NAME",
      description = "As which GitSyncs apply that name none (default: the operator's own).")
  private String defaultServiceAccount = "";

  /**
   * @throws UserErrorException if a value makes no sense
   */
  Git options() {
    if (maxSize < 1) {
      throw new UserErrorException("--git-max-size must be 1 or more, not " + maxSize + ".");
    }
    return new Git(
        cache,
        maxSize << 20,
        Arrays.stream(localRoots.split(","))
            .map(String::strip)
            .filter(root -> !root.isEmpty())
            .map(Path::of)
            .toList(),
        defaultServiceAccount.isEmpty() ? null : defaultServiceAccount);
  }
}
