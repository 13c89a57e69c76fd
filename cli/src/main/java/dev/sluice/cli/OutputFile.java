package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that commands write beside what they print. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Before all the work: what would only be found out at the end.
   *
   * @param file null when none is wanted
   */
  static void checkWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && (!Files.isWritable(directory) || Files.isDirectory(file))) {
      throw new UserErrorException(
          option + ": no file can be written at " + file + "; name one in a folder that exists.");
    }
  }

  /**
   * Writes it.
   *
   * @param file null when none is wanted
   */
  static void write(@Nullable Path file, String text) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UserErrorException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
