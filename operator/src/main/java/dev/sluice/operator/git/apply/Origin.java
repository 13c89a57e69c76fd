package dev.sluice.operator.git.apply;

import java.util.function.BiFunction;

/**
 * Where objects come from, written on each of them.
 *
 * @param name of the GitSync
 * @param namespace of the GitSync
 * @param repository the URL
 * @param commits the commit that changed an object last, by its id and its path
 */
public record Origin(
    String name, String namespace, String repository, BiFunction<String, String, String> commits) {
  /** Label with the name of the GitSync, cut to what a label may hold. */
  public static final String SYNC_NAME = "sluice.dev/sync-name";

  /** Label with the namespace of the GitSync. */
  public static final String SYNC_NAMESPACE = "sluice.dev/sync-namespace";

  /** Annotation with the URL of the repository. */
  public static final String SOURCE = "sluice.dev/source";

  /** Annotation with the commit that changed the object last. */
  public static final String COMMIT = "sluice.dev/commit";

  /** Annotation with the file or directory that the object comes from. */
  public static final String PATH = "sluice.dev/path";

  private static final int LONGEST_LABEL = 63;

  String label() {
    return label(name);
  }

  /** A label cannot hold every name. */
  public static String label(String name) {
    return name.length() <= LONGEST_LABEL
        ? name
        : name.substring(0, LONGEST_LABEL - 1).replaceFirst("[^A-Za-z0-9]+$", "") + "x";
  }
}
