package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a {@link Receiver} is called. */
@ApiObject
public record ReceiverStatus(
    @JsonPropertyDescription("Path on the operator's port, to be given to the caller.")
        @Nullable String webhookPath,
    @JsonPropertyDescription("Ready: whether it can be called.") List<Condition> conditions,
    @JsonPropertyDescription("The spec's generation that this status is of.")
        @Nullable Long observedGeneration) {
  public ReceiverStatus {
    conditions = Absent.toEmpty(conditions);
  }
}
