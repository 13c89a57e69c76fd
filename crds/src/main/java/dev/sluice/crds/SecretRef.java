package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A Secret in the same namespace. */
@ApiObject
public record SecretRef(@JsonPropertyDescription("Name of the Secret.") @Required String name) {}
