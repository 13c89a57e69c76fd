package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who has set what an object has a workload run, its pod template or its data, by the object's
 * {@code managedFields}.
 */
public final class ContentOwners {
  private static final String SPEC = "f:spec";
  private static final Set<String> DATA = Set.of("f:data", "f:binaryData");

  /** Those of whom that is not known come first. */
  public static final Comparator<Owner> BY_TIME =
      Comparator.comparing(Owner::at, Comparator.nullsFirst(Comparator.naturalOrder()));

  private ContentOwners() {}

  /**
   * One of them.
   *
   * @param manager the name under which it writes
   * @param at when it changed something last, to the second; null when that is not known
   */
  public record Owner(String manager, @Nullable Instant at) {}

  /**
   * The one that has changed something last.
   *
   * @param ignored managers that are not meant
   */
  public static Optional<Owner> latest(HasMetadata object, Set<String> ignored) {
    return entries(object)
        .filter(entry -> entry.getManager() != null && !ignored.contains(entry.getManager()))
        .filter(entry -> !kept(entry, Set.of("f:template")).isEmpty())
        .map(entry -> new Owner(entry.getManager(), time(entry.getTime())))
        .reduce((one, next) -> BY_TIME.compare(one, next) > 0 ? one : next);
  }

  /**
   * The part of an entry that says who has set content, and who has set the size; empty when it
   * says neither.
   */
  static Map<String, Object> kept(ManagedFieldsEntry entry) {
    return kept(entry, Set.of("f:template", "f:replicas"));
  }

  private static Map<String, Object> kept(ManagedFieldsEntry entry, Set<String> ofSpec) {
    Map<String, Object> kept = new HashMap<>();
    if (entry.getFieldsV1() != null) {
      Map<String, Object> fields = entry.getFieldsV1().getAdditionalProperties();
      DATA.stream().filter(fields::containsKey).forEach(name -> kept.put(name, Map.of()));
      if (fields.get(SPEC) instanceof Map<?, ?> spec) {
        Map<String, Object> parts = new HashMap<>();
        ofSpec.stream().filter(spec::containsKey).forEach(name -> parts.put(name, Map.of()));
        if (!parts.isEmpty()) {
          kept.put(SPEC, parts);
        }
      }
    }
    return kept;
  }

  private static Stream<ManagedFieldsEntry> entries(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getManagedFields()).stream()
        .flatMap(entries -> entries.stream());
  }

  private static @Nullable Instant time(@Nullable String time) {
    try {
      return time == null ? null : Instant.parse(time);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
