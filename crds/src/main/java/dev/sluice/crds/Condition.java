package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One condition of an object of {@code sluice.dev}, as Kubernetes' own kinds write theirs. */
@ApiObject
public record Condition(
    @JsonPropertyDescription("Ready, Reconciling or Stalled.") @Required String type,
    @JsonPropertyDescription("True, False or Unknown.") @Required String status,
    @JsonPropertyDescription("One word for programs.") @Required String reason,
    @JsonPropertyDescription("What is so, and what to do about it, for people.") @Required
        String message,
    @JsonPropertyDescription("When the condition's status changed last.")
        @Format(Format.DATE_TIME)
        @Required
        String lastTransitionTime,
    @JsonPropertyDescription("The spec's generation that this condition is of.")
        @Nullable Long observedGeneration) {}
