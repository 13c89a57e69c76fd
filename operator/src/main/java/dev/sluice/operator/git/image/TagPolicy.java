package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicySpec;
import dev.sluice.operator.git.version.VersionRange;
import dev.sluice.operator.kube.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/** Chooses the newest of an image's tags. Of tags that are equally new it is the last one given. */
final class TagPolicy {
  private final @Nullable TagFilter filter;
  private final Order order;

  /** How the newest is found; sees what is compared of each tag. */
  private interface Order {
    Optional<String> newest(List<String> candidates);
  }

  private TagPolicy(@Nullable TagFilter filter, Order order) {
    this.filter = filter;
    this.order = order;
  }

  /**
   * @throws ProblemException when the spec says what cannot be
   */
  static TagPolicy of(ImagePolicySpec spec) {
    ImagePolicySpec.Policy policy = spec.policy();
    Order order;
    if (policy.semver() != null) {
      order = semver(policy.semver().range());
    } else if (policy.alphabetical() != null) {
      order = ordered(policy.alphabetical(), TagPolicy::alphabetical);
    } else if (policy.numerical() != null) {
      order = ordered(policy.numerical(), TagPolicy::numerical);
    } else {
      throw new ProblemException(
          "InvalidPolicy", "spec.policy: write exactly one of semver, alphabetical and numerical");
    }
    return new TagPolicy(spec.filterTags() == null ? null : TagFilter.of(spec.filterTags()), order);
  }

  /**
   * The newest tag; empty if none is wanted.
   *
   * @throws ProblemException when a tag that passed the filter cannot be compared
   */
  Optional<String> newest(List<String> tags) {
    Map<String, String> tagOf = new LinkedHashMap<>();
    for (String tag : tags) {
      Optional<String> compared = filter == null ? Optional.of(tag) : filter.compared(tag);
      compared.ifPresent(
          value -> {
            tagOf.remove(value);
            tagOf.put(value, tag);
          });
    }
    return order.newest(List.copyOf(tagOf.keySet())).map(tagOf::get);
  }

  private static Order semver(String text) {
    VersionRange range =
        VersionRange.parse(text)
            .orElseThrow(
                () ->
                    new ProblemException(
                        "InvalidPolicy",
                        "spec.policy.semver.range: \"%s\" is no range; write for example 1.x, ^1.2 or '>=1.0.0 <2.0.0'"
                            .formatted(text)));
    record Version(String tag, Semver version) {}
    return candidates ->
        candidates.stream()
            .flatMap(tag -> range.version(tag).map(version -> new Version(tag, version)).stream())
            .reduce((a, b) -> a.version().compareTo(b.version()) > 0 ? a : b)
            .map(Version::tag);
  }

  private static Order ordered(
      ImagePolicySpec.Ordered ordered,
      java.util.function.Function<List<String>, List<String>> sort) {
    boolean descending = "desc".equals(ordered.order());
    return candidates -> {
      List<String> ascending = sort.apply(candidates);
      return ascending.isEmpty()
          ? Optional.empty()
          : Optional.of(descending ? ascending.getFirst() : ascending.getLast());
    };
  }

  private static List<String> alphabetical(List<String> candidates) {
    return candidates.stream()
        .sorted(
            Comparator.comparing(
                tag -> tag.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
        .toList();
  }

  private static List<String> numerical(List<String> candidates) {
    return candidates.stream().sorted(Comparator.comparing(TagPolicy::number)).toList();
  }

  private static BigDecimal number(String value) {
    try {
      return new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw new ProblemException(
          "InvalidTag",
          "the tag's \"%s\" is not a number: let only tags with numbers through with spec.filterTags, and extract the number"
              .formatted(value));
    }
  }
}
