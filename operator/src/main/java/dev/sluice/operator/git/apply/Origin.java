package dev.sluice.operator.git.apply;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import okio.ByteString;

/**
 * Where objects come from, written on each of them.
 *
 * @param name of the GitSync
 * @param namespace of the GitSync
 * @param repository the URL
 * @param newest the commit that is applied
 * @param commits the commit that changed an object since the last time, by its id and what it is
 *     rendered from; empty when none did
 */
public record Origin(
    String name,
    String namespace,
    String repository,
    String newest,
    BiFunction<String, List<String>, Optional<String>> commits) {
  /** Label with the name of the GitSync, cut to what a label may hold. */
  public static final String SYNC_NAME = "sluice.dev/sync-name";

  /** Label with the namespace of the GitSync. */
  public static final String SYNC_NAMESPACE = "sluice.dev/sync-namespace";

  /** Annotation with the URL of the repository. */
  public static final String SOURCE = "sluice.dev/source";

  /** Annotation with the commit that changed the object last. */
  public static final String COMMIT = "sluice.dev/commit";

  /**
   * Annotation with a hash of what the object had a workload run when the commit was applied; see
   * {@link Content}. With another content, somebody has changed it since.
   */
  public static final String CONTENT = "sluice.dev/content";

  /** Annotation with the file or directory that the object comes from. */
  public static final String PATH = "sluice.dev/path";

  /**
   * Annotation with all that the object was rendered from, as a JSON list of files and directories;
   * absent when that is the path alone.
   */
  public static final String RENDERED_FROM = "sluice.dev/rendered-from";

  private static final int LONGEST_LABEL = 63;
  private static final int HASH = 8;

  String label() {
    return label(name);
  }

  /** A label cannot hold every name: of a long one it has the beginning and a hash. */
  public static String label(String name) {
    return name.length() <= LONGEST_LABEL
        ? name
        : name.substring(0, LONGEST_LABEL - HASH - 1).replaceFirst("[^A-Za-z0-9]+$", "")
            + "-"
            + ByteString.encodeUtf8(name).sha256().hex().substring(0, HASH);
  }
}
