package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A Secret in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretRef(String name) {}
