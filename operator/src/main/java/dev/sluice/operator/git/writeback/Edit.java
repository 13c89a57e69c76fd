package dev.sluice.operator.git.writeback;

import dev.sluice.operator.git.repository.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What is to be committed.
 *
 * @param files what they become by path from the root, nothing for those that go
 * @param message of the commit
 */
public record Edit(Map<String, Optional<File>> files, String message) {
  public Edit {
    files = Map.copyOf(files);
  }

  /**
   * One file.
   *
   * @param kind null for the one that it has already, or of a usual file where it is new
   * @param content of a symlink its target, of a submodule the name of the commit that it is pinned
   *     at
   */
  record File(Tree.@Nullable Kind kind, ByteString content) {}

  /** One that removes nothing, and changes the contents of files alone. */
  public static Edit writing(Map<String, byte[]> files, String message) {
    return new Edit(
        files.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    file -> Optional.of(new File(null, ByteString.of(file.getValue()))))),
        message);
  }
}
