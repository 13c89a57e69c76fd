package dev.sluice.playground.apiserver.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The resource types that are served. */
public final class Types {
  private final Map<String, ResourceType> byPath = new ConcurrentSkipListMap<>();
  private final List<String> builtinOrder = new ArrayList<>();
  private final AtomicLong revision = new AtomicLong();

  public void add(ResourceType type) {
    byPath.put(path(type.group(), type.version(), type.plural()), type);
    if (!type.custom()) {
      builtinOrder.add(type.group());
    }
    revision.incrementAndGet();
  }

  /** Stops serving all versions of a resource. */
  public void remove(String group, String plural) {
    byPath.values().removeIf(t -> t.group().equals(group) && t.plural().equals(plural));
    revision.incrementAndGet();
  }

  /** A number that grows with every change. */
  public long revision() {
    return revision.get();
  }

  public Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(path(group, version, plural)));
  }

  /** The type of a kind. */
  public Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return byPath.values().stream()
        .filter(t -> t.apiVersion().equals(apiVersion) && t.kind().equals(kind))
        .findFirst();
  }

  /** The version in which something is stored, or another if that one is not served. */
  public Optional<ResourceType> ofStorage(String storage) {
    return byPath.values().stream()
        .filter(t -> t.storage().equals(storage))
        .min(Comparator.comparing(t -> !t.conversion().identity()));
  }

  public List<ResourceType> all() {
    return List.copyOf(byPath.values());
  }

  /** The groups with names, built-in ones first. */
  public List<String> groups() {
    List<String> all = new ArrayList<>(builtinOrder);
    byPath.values().forEach(t -> all.add(t.group()));
    return all.stream().distinct().filter(g -> !g.isEmpty()).toList();
  }

  /** The versions of a group, the preferred one first. */
  public List<String> versions(String group) {
    return byPath.values().stream()
        .filter(t -> t.group().equals(group))
        .map(ResourceType::version)
        .distinct()
        .sorted(VersionOrder.NEWEST_STABLE_FIRST)
        .toList();
  }

  /** The resources of a group's version, by their plurals. */
  public List<ResourceType> in(String group, String version) {
    return byPath.values().stream()
        .filter(t -> t.group().equals(group) && t.version().equals(version))
        .toList();
  }

  private static String path(String group, String version, String plural) {
    return group + '/' + version + '/' + plural;
  }
}
