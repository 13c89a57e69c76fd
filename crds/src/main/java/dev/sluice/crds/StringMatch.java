package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** One way to match a string; {@code suffix} only in {@code analysis.match[].headers}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StringMatch(
    @Nullable String exact,
    @Nullable String prefix,
    @Nullable String suffix,
    @Nullable String regex) {}
