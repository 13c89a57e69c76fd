package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Where alerts go, and as whom. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertProviderSpec(
    @Nullable String type,
    @Nullable String channel,
    @Nullable String username,
    @Nullable String address,
    @Nullable String proxy,
    @Nullable SecretRef secretRef) {}
