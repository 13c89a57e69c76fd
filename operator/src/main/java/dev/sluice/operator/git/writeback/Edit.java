package dev.sluice.operator.git.writeback;

import java.util.Map;

/**
 * What is to be committed.
 *
 * @param files new contents by path from the root; files keep their modes
 * @param message of the commit
 */
public record Edit(Map<String, byte[]> files, String message) {
  public Edit {
    files = Map.copyOf(files);
  }
}
