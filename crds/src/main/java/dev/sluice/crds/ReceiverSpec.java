package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who calls, how the caller is known, and what is looked at then. */
@ApiObject
public record ReceiverSpec(
    @JsonPropertyDescription(
            "Who calls. GitHub, Gitea and Bitbucket sign with the token, GitLab sends it;"
                + " GenericHmac signs in the header X-Signature; Registry sends it in the header"
                + " Authorization, as docker-registry and Harbor do.")
        @Required
        Sender type,
    @JsonPropertyDescription(
            "A Secret in this namespace with the key 'token', which the caller knows too.")
        @Required
        SecretRef secretRef,
    @JsonPropertyDescription(
            "Events that are heeded, as the caller names them in its header, for example push or"
                + " 'Push Hook'. Default: all.")
        @Size(max = 50)
        List<String> events,
    @JsonPropertyDescription("What is looked at.") @Size(min = 1, max = 50) @Required
        List<Resource> resources,
    @JsonPropertyDescription("Whether calls are refused for the time being. Default: false.")
        @Nullable Boolean suspend) {
  public ReceiverSpec {
    events = Absent.toEmpty(events);
    resources = Absent.toEmpty(resources);
  }

  /** Who calls. */
  public enum Sender {
    GitHub,
    GitLab,
    Gitea,
    Bitbucket,
    GenericHmac,
    Registry
  }

  /** An object of the same namespace. */
  @ApiObject
  public record Resource(
      @JsonPropertyDescription("GitSync or ImagePolicy.") @Required Kind kind,
      @JsonPropertyDescription("Its name.") @Size(min = 1, max = 253) @Required String name) {}

  /** What can be looked at. */
  public enum Kind {
    GitSync,
    ImagePolicy
  }
}
