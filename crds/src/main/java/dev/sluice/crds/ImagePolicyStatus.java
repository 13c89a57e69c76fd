package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of an {@link ImagePolicy}. */
@ApiObject
public record ImagePolicyStatus(
    @JsonPropertyDescription("The newest image that is wanted.") @Nullable Found latest,
    @JsonPropertyDescription("The one that was the newest before.") @Nullable Found previous,
    @JsonPropertyDescription("The last time that the tags could be listed.") @Nullable Scan scan,
    @JsonPropertyDescription(
            "Ready: whether the newest image is known. Stalled: whether a person has to mend"
                + " something.")
        List<Condition> conditions,
    @JsonPropertyDescription("The spec's generation that this status is of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "The last value of the annotation sluice.dev/requested-at that was obeyed.")
        @Nullable String lastHandledRequest) {
  public ImagePolicyStatus {
    conditions = Absent.toEmpty(conditions);
  }

  /** An image. */
  @ApiObject
  public record Found(
      @JsonPropertyDescription("The image without tag and digest.") @Required String name,
      @JsonPropertyDescription("Its tag.") @Required String tag,
      @JsonPropertyDescription("Its digest, where it is looked up.") @Nullable String digest) {}

  /** A listing of tags. */
  @ApiObject
  public record Scan(
      @JsonPropertyDescription("When it was made.") @Format(Format.DATE_TIME) @Required String at,
      @JsonPropertyDescription("How many tags there were.") @Required Integer tags) {}
}
