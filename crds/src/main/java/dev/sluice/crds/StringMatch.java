package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One way to match a string; {@code suffix} only in {@code analysis.match[].headers}. */
@ApiObject
@OneOf(
    value = {"exact", "prefix", "regex"},
    orNone = true)
public record StringMatch(
    @JsonPropertyDescription("The whole string, case-sensitive.") @Nullable String exact,
    @JsonPropertyDescription("What the string begins with, case-sensitive.")
        @Nullable String prefix,
    @JsonPropertyDescription("What the string ends with, case-sensitive.") @Nullable String suffix,
    @JsonPropertyDescription(
            "A regular expression in RE2 syntax that the whole string must match; the gateway"
                + " interprets it. See https://github.com/google/re2/wiki/Syntax.")
        @Nullable String regex) {}
