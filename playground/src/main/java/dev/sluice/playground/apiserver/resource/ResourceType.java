package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.schema.Schema;
import dev.sluice.playground.apiserver.store.Key;
import dev.sluice.playground.apiserver.table.TablePrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A served version of a resource.
 *
 * @param group empty for the core group
 * @param storage where its objects are stored; versions of one resource share it
 * @param custom whether it comes from a definition
 * @param statusSubresource whether {@code status} is written apart
 * @param scale null if it cannot be scaled
 * @param verbs what can be done with it
 * @param selectable fields of custom resources that field selectors may name
 */
public record ResourceType(
    String group,
    String version,
    Names names,
    String storage,
    boolean namespaced,
    boolean custom,
    boolean statusSubresource,
    @Nullable ScalePaths scale,
    Set<String> verbs,
    Set<String> selectable,
    Schema schema,
    Behaviour behaviour,
    Conversion conversion,
    TablePrinter printer) {

  /** What can be done with an ordinary resource, in the order in which discovery names it. */
  public static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  public String apiVersion() {
    return group.isEmpty() ? version : group + '/' + version;
  }

  public String kind() {
    return names.kind();
  }

  public String plural() {
    return names.plural();
  }

  public Key key(String namespace, String name) {
    return new Key(storage, namespaced ? namespace : "", name);
  }

  /** The subresources that are served, in order. */
  public List<String> subresources() {
    List<String> all = new ArrayList<>();
    if (scale != null) {
      all.add("scale");
    }
    if (statusSubresource) {
      all.add("status");
    }
    return all;
  }

  /** An object without anything but its type. */
  public ObjectNode typed(ObjectNode object) {
    return object.put("kind", kind()).put("apiVersion", apiVersion());
  }

  public ApiError notFound(String name) {
    return ApiError.notFound(group, plural(), name);
  }
}
