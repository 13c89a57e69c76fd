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
    @JsonPropertyDescription("The last commit that wrote the newest image to Git.")
        @Nullable Pushed pushed,
    @JsonPropertyDescription(
            "Ready: whether the newest image is known and, with update, written to Git. Stalled:"
                + " whether a person has to mend something.")
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

  /** A commit that was pushed. */
  @ApiObject
  public record Pushed(
      @JsonPropertyDescription("The commit.") @Required String commit,
      @JsonPropertyDescription("The branch that it was pushed to.") @Required String branch,
      @JsonPropertyDescription("When it was pushed.") @Format(Format.DATE_TIME) @Required
          String at) {}

  /** A listing of tags. */
  @ApiObject
  public record Scan(
      @JsonPropertyDescription("When it was made.") @Format(Format.DATE_TIME) @Required String at,
      @JsonPropertyDescription("How many tags there were.") @Required Integer tags) {}
}
