package dev.sluice.operator.git.version;

import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.Semver;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A range of semantic versions, such as {@code 1.x}, {@code ^1.2} or {@code >=1.0.0 <2.0.0}.
 * Pre-releases are in it only if it names one: {@code >=1.0.0-0}.
 */
public final class VersionRange {
  /** A version in a range that has a pre-release, such as 1.0.0-0. */
  private static final Pattern PRE_RELEASE = Pattern.compile("\\d-[0-9A-Za-z]");

  private final RangeList ranges;

  private VersionRange(RangeList ranges) {
    this.ranges = ranges;
  }

  /** The range that is written so; empty if none is. */
  public static Optional<VersionRange> parse(String text) {
    RangeList ranges =
        RangeListFactory.create(
            text.replaceAll("\\s*,\\s*", " "), PRE_RELEASE.matcher(text).find());
    return ranges.get().isEmpty() ? Optional.empty() : Optional.of(new VersionRange(ranges));
  }

  /** The version that a tag names, with or without a {@code v} before it; empty if not in here. */
  public Optional<Semver> version(String tag) {
    return Optional.ofNullable(Semver.parse(tag.startsWith("v") ? tag.substring(1) : tag))
        .filter(ranges::isSatisfiedBy);
  }
}
