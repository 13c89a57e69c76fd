package dev.sluice.operator.http;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Credentials that the operator was started with, under the keys of a Secret (see {@link
 * Credentials#of}). Those in files are read again at each use, because a token that is mounted is
 * replaced before it expires. Prints nothing of them.
 *
 * @param given values
 * @param files where values are; white space around them is not theirs
 */
public record StoredCredentials(Map<String, String> given, Map<String, Path> files) {
  /** Anonymous, trusting the platform's certificates. */
  public static final StoredCredentials NONE = new StoredCredentials(Map.of(), Map.of());

  public StoredCredentials {
    given = Map.copyOf(given);
    files = Map.copyOf(files);
  }

  /**
   * As they are now.
   *
   * @param whose begins the sentence of a problem
   * @throws ProblemException when a file cannot be read or a value is missing
   */
  public Credentials read(String whose) {
    if (given.isEmpty() && files.isEmpty()) {
      return Credentials.NONE;
    }
    Map<String, String> all = new HashMap<>(given);
    files.forEach((key, file) -> all.put(key, content(file, whose)));
    return Credentials.of(all, whose);
  }

  private static String content(Path file, String whose) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ProblemException(
          "CredentialsUnreadable",
          "%s credentials: the operator cannot read %s (%s); check that it is mounted and readable"
              .formatted(whose, file, e.getClass().getSimpleName()),
          e);
    }
  }

  @Override
  public String toString() {
    return "StoredCredentials[hidden]";
  }
}
