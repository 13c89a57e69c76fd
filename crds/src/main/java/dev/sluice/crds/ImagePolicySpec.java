package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The image, and how its newest tag is chosen. */
@ApiObject
@ValidationRule(
    value =
        "!self.image.contains('://') && !self.image.contains('@') &&"
            + " !self.image.matches(':[^/]*$')",
    fieldPath = ".image",
    message = "write the image alone, as in ghcr.io/acme/podinfo: no https://, no tag, no digest")
public record ImagePolicySpec(
    @JsonPropertyDescription(
            "The image without tag and digest, for example ghcr.io/acme/podinfo. Without a registry"
                + " it is Docker Hub's.")
        @Required
        String image,
    @JsonPropertyDescription("How often the tags are listed, 10s or more. Default: 5m.")
        @Pattern(AnalysisSpec.LONG_DURATION)
        @Nullable String interval,
    @JsonPropertyDescription(
            "A Secret in this namespace with the registry's credentials: one of the type"
                + " kubernetes.io/dockerconfigjson, or with the keys 'username' and 'password', or"
                + " 'token' (bearer); 'ca.crt' (PEM) to trust a private authority. Default:"
                + " anonymous.")
        @Nullable SecretRef secretRef,
    @JsonPropertyDescription(
            "Whether the registry is spoken to in plain HTTP, as one on this machine always is."
                + " Default: false.")
        @Nullable Boolean insecure,
    @JsonPropertyDescription("Which tags take part, and which part of them is compared.")
        @Nullable FilterTags filterTags,
    @JsonPropertyDescription("How the newest of the tags is found.") @Required Policy policy,
    @JsonPropertyDescription(
            "Whether the digest of the newest tag is looked up too, at every listing, so that a tag"
                + " that was moved is noticed. Default: false.")
        @Nullable Boolean digest,
    @JsonPropertyDescription(
            "Where the newest image is written to: beside the comments {\"$imagepolicy\":"
                + " \"<namespace>:<name>\"} in YAML files of a repository. Default: nowhere.")
        @Nullable Update update,
    @JsonPropertyDescription("Whether nothing is listed for the time being. Default: false.")
        @Nullable Boolean suspend) {

  /** Where the newest image is written to. */
  @ApiObject
  public record Update(
      @JsonPropertyDescription(
              "A GitSync of this namespace, whose repository is committed to; it must have"
                  + " writeBack.")
          @Required
          GitSyncRef gitSyncRef,
      @JsonPropertyDescription(
              "Directories whose YAML files are changed. Default: those of the GitSync.")
          @Size(max = 100)
          List<String> paths,
      @JsonPropertyDescription("First line of the commit's message. Default: Update images.")
          @Size(min = 1, max = 200)
          @Nullable String message,
      @JsonPropertyDescription(
              "A branch of our own that is pushed to in place of the GitSync's, for example for a"
                  + " pull request. Default: the GitSync's.")
          @Size(min = 1, max = 253)
          @Nullable String branch) {
    public Update {
      paths = Absent.toEmpty(paths);
    }
  }

  /** A GitSync of the same namespace. */
  @ApiObject
  public record GitSyncRef(
      @JsonPropertyDescription("Name of the GitSync.") @Required String name) {}

  /** Which tags take part. */
  @ApiObject
  public record FilterTags(
      @JsonPropertyDescription(
              "A regular expression (RE2) that a tag matches somewhere, for example"
                  + " ^main-[a-f0-9]+-(?P<ts>[0-9]+).")
          @Required
          String pattern,
      @JsonPropertyDescription(
              "What of the tag is compared, with the expression's groups: for example $ts or"
                  + " ${ts} or $1. Default: the whole tag.")
          @Nullable String extract) {}

  /** One way to find the newest of the tags. */
  @ApiObject
  @ValidationRule(
      value =
          "[has(self.semver), has(self.alphabetical), has(self.numerical)].filter(x, x).size() =="
              + " 1",
      message = "write exactly one of semver, alphabetical and numerical")
  public record Policy(
      @JsonPropertyDescription("The highest semantic version in a range; other tags are ignored.")
          @Nullable SemVer semver,
      @JsonPropertyDescription("The last in the order of the bytes.")
          @Nullable Ordered alphabetical,
      @JsonPropertyDescription("The highest number; a tag that is none is an error.")
          @Nullable Ordered numerical) {}

  /** A range of semantic versions. */
  @ApiObject
  public record SemVer(
      @JsonPropertyDescription(
              "The range, for example 1.x, ^1.2 or '>=1.0.0 <2.0.0'. Pre-releases take part only if"
                  + " the range names one, as in >=1.0.0-0.")
          @Required
          String range) {}

  /** An order of tags. */
  @ApiObject
  public record Ordered(
      @JsonPropertyDescription("Whether the last (asc) or the first (desc) is taken. Default: asc.")
          @Values({"asc", "desc"})
          @Nullable String order) {}
}
