package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How Sluice writes to a repository. */
@ApiObject
public record WriteBackSpec(
    @JsonPropertyDescription(
            "The branch that is committed to. Default: that of ref, or the repository's default"
                + " branch.")
        @Size(min = 1, max = 253)
        @Nullable String branch,
    @JsonPropertyDescription("Who commits. Default: Sluice.") @Nullable Author author,
    @JsonPropertyDescription(
            "A Secret with an SSH key that commits are signed with: identity (a private key) and"
                + " password (of that key). Default: they are not signed.")
        @Nullable SecretRef signingKey,
    @JsonPropertyDescription(
            "Where pull requests are opened, for Canaries with git.onRollback: PullRequest.")
        @Nullable PullRequests pullRequest) {

  /** Who commits. */
  @ApiObject
  public record Author(
      @JsonPropertyDescription("Name, for example Sluice.") @Size(min = 1, max = 200) @Required
          String name,
      @JsonPropertyDescription("E-mail address.") @Size(min = 1, max = 200) @Required
          String email) {}

  /** Where pull requests are opened. */
  @ApiObject
  public record PullRequests(
      @JsonPropertyDescription(
              "Who hosts the repository; the address of its API follows from the URL.")
          @Required
          Provider provider,
      @JsonPropertyDescription(
              "A Secret in this namespace with the key 'token', which may open pull requests.")
          @Required
          SecretRef secretRef) {}

  /** Who hosts a repository. */
  public enum Provider {
    GitHub,
    GitLab,
    Gitea
  }
}
