package dev.sluice.operator.git.image;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.crds.ImagePolicySpec;
import dev.sluice.operator.kube.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets some tags through, and takes of each what is compared. Patterns are RE2's, which take linear
 * time whatever a person writes, and references to groups are those of Go: {@code $name} is as long
 * as it can be, {@code ${name}} is delimited.
 */
final class TagFilter {
  private static final java.util.regex.Pattern REFERENCE =
      java.util.regex.Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)\\}|(\\$))");

  private final Pattern pattern;
  private final @Nullable String extract;

  private TagFilter(Pattern pattern, @Nullable String extract) {
    this.pattern = pattern;
    this.extract = extract;
  }

  /**
   * @throws ProblemException when the pattern is none, or a group is not in it
   */
  static TagFilter of(ImagePolicySpec.FilterTags spec) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(spec.pattern());
    } catch (PatternSyntaxException e) {
      throw new ProblemException(
          "InvalidFilter",
          "spec.filterTags.pattern: \"%s\" is no regular expression (RE2): %s"
              .formatted(spec.pattern(), e.getDescription()),
          e);
    }
    String extract = spec.extract() == null || spec.extract().isEmpty() ? null : spec.extract();
    if (extract != null) {
      REFERENCE.matcher(extract).results().forEach(each -> requireGroup(pattern, name(each)));
    }
    return new TagFilter(pattern, extract);
  }

  /** What of the tag is compared; empty if it does not take part. */
  Optional<String> compared(String tag) {
    Matcher matcher = pattern.matcher(tag);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.of(extract == null ? tag : expanded(matcher, extract));
  }

  private static String expanded(Matcher matcher, String template) {
    return REFERENCE
        .matcher(template)
        .replaceAll(
            reference -> java.util.regex.Matcher.quoteReplacement(group(matcher, name(reference))));
  }

  private static String group(Matcher matcher, String name) {
    String found =
        switch (name) {
          case "$" -> "$";
          default -> isNumber(name) ? matcher.group(Integer.parseInt(name)) : matcher.group(name);
        };
    return found == null ? "" : found;
  }

  private static String name(java.util.regex.MatchResult reference) {
    for (int group = 1; group < 3; group++) {
      if (reference.group(group) != null) {
        return reference.group(group);
      }
    }
    return "$";
  }

  private static void requireGroup(Pattern pattern, String name) {
    boolean there =
        name.equals("$")
            || (isNumber(name)
                ? Integer.parseInt(name) <= pattern.groupCount()
                : pattern.namedGroups().containsKey(name));
    if (!there) {
      throw new ProblemException(
          "InvalidFilter",
          "spec.filterTags.extract: the pattern has no group %s; name it there as (?P<%1$s>...), or write ${%1$s} to set it off from what follows"
              .formatted(name));
    }
  }

  private static boolean isNumber(String name) {
    return name.length() < 4 && name.chars().allMatch(Character::isDigit);
  }
}
