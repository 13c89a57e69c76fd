package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One object, as Git declares it.
 *
 * @param object has {@code apiVersion}, {@code kind} and {@code metadata.name}
 * @param path the file or directory that it comes from, from the root of the repository
 * @param inputs all files and directories whose changes can change it, {@code path} first
 */
public record Manifest(ObjectNode object, String path, List<String> inputs) {
  public Manifest {
    inputs = List.copyOf(inputs);
  }

  /** One that nothing but its own file can change. */
  public Manifest(ObjectNode object, String path) {
    this(object, path, List.of(path));
  }

  /** What the field says, or the empty string. */
  public String apiVersion() {
    return object.path("apiVersion").asText();
  }

  public String kind() {
    return object.path("kind").asText();
  }

  public String name() {
    return object.path("metadata").path("name").asText();
  }

  /** Empty when the manifest names none. */
  public String namespace() {
    return object.path("metadata").path("namespace").asText("");
  }
}
