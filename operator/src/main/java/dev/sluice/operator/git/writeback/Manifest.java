package dev.sluice.operator.git.writeback;

import java.util.List;

/**
 * Where Git declares an object.
 *
 * @param path of the file, from the root of the repository; of a directory when its manifests are
 *     rendered
 * @param inputs all files and directories that it is rendered from, the path first
 * @param kind for example {@code Deployment}
 */
public record Manifest(
    String path, List<String> inputs, String kind, String namespace, String name) {
  public Manifest {
    inputs = List.copyOf(inputs);
  }

  /** Declared by one file or directory. */
  public Manifest(String path, String kind, String namespace, String name) {
    this(path, List.of(path), kind, namespace, name);
  }
}
