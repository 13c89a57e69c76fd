package dev.sluice.operator.git.writeback;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is to be committed.
 *
 * @param files new contents by path from the root, none for those that go; files keep their modes.
 *     Of a submodule the content is the name of the commit that it is pinned at
 * @param message of the commit
 */
public record Edit(Map<String, Optional<byte[]>> files, String message) {
  public Edit {
    files = Map.copyOf(files);
  }

  /** One that removes nothing. */
  public static Edit writing(Map<String, byte[]> files, String message) {
    return new Edit(
        files.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, file -> Optional.of(file.getValue()))),
        message);
  }
}
