package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person declares of a {@link GitSync}. */
@ApiObject
@ValidationRule(
    value = "self.url.matches('^(https?|ssh|file)://[^\\\\s]+$')",
    fieldPath = ".url",
    message =
        "write https://host/path, ssh://git@host/path (in place of git@host:path) or file:///path")
@ValidationRule(
    value = "!self.url.matches('^[a-z]+://[^/?#]*:[^/?#]*@')",
    fieldPath = ".url",
    message =
        "a password in the URL can be read by all who may read the GitSync: put username and"
            + " password into a Secret, and name it in spec.secretRef")
@ValidationRule(
    value = "!self.url.startsWith('ssh://') || has(self.secretRef)",
    fieldPath = ".secretRef",
    message =
        "an ssh:// URL needs a Secret with the keys identity (a private key) and known_hosts: name"
            + " it in secretRef")
@ValidationRule(
    value =
        "has(self.kubeConfigSecretRef) == has(oldSelf.kubeConfigSecretRef) &&"
            + " (!has(self.kubeConfigSecretRef) || self.kubeConfigSecretRef.name =="
            + " oldSelf.kubeConfigSecretRef.name)",
    fieldPath = ".kubeConfigSecretRef",
    message =
        "what is applied stays in its cluster: make another GitSync for another cluster, and delete"
            + " this one")
public record GitSyncSpec(
    @JsonPropertyDescription(
            "The repository: https://, http://, ssh:// or, where the operator allows it, file://."
                + " Passwords belong into the Secret.")
        @Size(max = 2048)
        @Required
        String url,
    @JsonPropertyDescription(
            "Which commit. Default: the newest of the repository's default branch.")
        @Nullable Ref ref,
    @JsonPropertyDescription(
            "Apply: what Git declares is applied. Observe: nothing is, because another tool, such"
                + " as Flux or Argo CD, applies it; drift is told, rollouts know their commits, and"
                + " what is rolled back can be taken back in Git. Default: Apply.")
        @Nullable Mode mode,
    @JsonPropertyDescription(
            "How often the repository is asked for news, for example 30s or 5m, 5s or more; a new"
                + " value of the annotation sluice.dev/requested-at has it asked at once. Default:"
                + " 1m.")
        @Pattern(DURATION)
        @Size(max = 32)
        @Nullable String interval,
    @JsonPropertyDescription(
            "How long an attempt may take, with wait the objects until they are healthy, and with"
                + " mode Observe the other tool until it has applied a commit. Default: 5m.")
        @Pattern(DURATION)
        @Size(max = 32)
        @Nullable String timeout,
    @JsonPropertyDescription(
            "Credentials. For HTTPS the keys username and password, or bearerToken, and ca.crt; for"
                + " SSH identity (a private key), password (of that key) and known_hosts.")
        @Nullable SecretRef secretRef,
    @JsonPropertyDescription("Whose signature a commit must have to be applied. Default: nobody's.")
        @Nullable Verify verify,
    @JsonPropertyDescription(
            "Whether the files of submodules, and of theirs, are part of the repository, each at"
                + " the commit that it is pinned at. The credentials of secretRef are only for those"
                + " on the server of url. Default: false; then a submodule in the paths is refused.")
        @Nullable Boolean recurseSubmodules,
    @JsonPropertyDescription(
            "The directories whose manifests are applied. Default: the root of the repository.")
        @Size(max = 100)
        List<SyncPath> paths,
    @JsonPropertyDescription(
            "Variables that stand in the objects as ${name}, or ${name:=default}, in Flux's syntax;"
                + " one that is not defined is an error. Default: nothing is put in.")
        @Nullable Substitute substitute,
    @JsonPropertyDescription(
            "Namespace of objects whose manifest names none. Default: that of the GitSync.")
        @Size(min = 1, max = 63)
        @Nullable String targetNamespace,
    @JsonPropertyDescription(
            "Whether what has left Git is deleted from the cluster, all of it when the GitSync"
                + " itself is deleted. Default: false.")
        @Nullable Boolean prune,
    @JsonPropertyDescription(
            "Whether what others have changed or deleted is put right as soon as it is seen; told"
                + " it is either way. Default: true.")
        @Nullable Boolean selfHeal,
    @JsonPropertyDescription(
            "Whether the GitSync is ready only when all that it has applied is healthy. Default:"
                + " false.")
        @JsonProperty("wait")
        @Nullable Boolean waitForHealth,
    @JsonPropertyDescription(
            "GitSyncs of this namespace that must be ready before this one applies anything.")
        @Size(max = 100)
        List<SyncRef> dependsOn,
    @JsonPropertyDescription(
            "A ServiceAccount of this namespace: what it may not do, this GitSync may not. Default:"
                + " the operator itself, or what its --git-default-service-account names.")
        @Size(min = 1, max = 253)
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(
            "A Secret of this namespace with a kubeconfig, in the key value or value.yaml, of the"
                + " cluster that is applied to. It must hold all that it needs: commands, auth"
                + " providers and files are refused. Default: the cluster of this GitSync.")
        @Nullable SecretRef kubeConfigSecretRef,
    @JsonPropertyDescription(
            "How Sluice writes to the repository: what became of commits, and what it takes back."
                + " The credentials of secretRef must be allowed to push. Default: it writes"
                + " nothing.")
        @Nullable WriteBackSpec writeBack,
    @JsonPropertyDescription("Whether nothing is fetched and applied for now. Default: false.")
        @Nullable Boolean suspend) {
  static final String DURATION = "^([0-9]+(ms|s|m|h))+$";

  public GitSyncSpec {
    paths = Absent.toEmpty(paths);
    dependsOn = Absent.toEmpty(dependsOn);
  }

  /** Who applies what Git declares. */
  public enum Mode {
    Apply,
    Observe
  }

  /** Which commit of the repository. */
  @ApiObject
  @ValidationRule(
      value =
          "[has(self.branch), has(self.tag), has(self.semver), has(self.commit)].filter(x,"
              + " x).size() == 1",
      message = "write exactly one of branch, tag, semver and commit")
  public record Ref(
      @JsonPropertyDescription("The newest commit of a branch, for example main.")
          @Size(min = 1, max = 253)
          @Nullable String branch,
      @JsonPropertyDescription("The commit of a tag, for example v1.2.3.") @Size(min = 1, max = 253)
          @Nullable String tag,
      @JsonPropertyDescription(
              "The highest tag in a range of versions, for example >=1.2.0 <2.0.0 or 1.x; tags may"
                  + " begin with v.")
          @Size(min = 1, max = 253)
          @Nullable String semver,
      @JsonPropertyDescription("One commit: all its 40 hexadecimal digits.")
          @Pattern("^[0-9a-f]{40}$")
          @Nullable String commit) {}

  /** Who must have signed. */
  @ApiObject
  public record Verify(
      @JsonPropertyDescription(
              "A Secret with the public keys that are trusted, under any names: OpenPGP"
                  + " certificates in ASCII armour, and SSH keys as in .pub files or in OpenSSH's"
                  + " allowed_signers.")
          @Required
          SecretRef secretRef) {}

  /** One directory, and how objects come of what is in it. */
  @ApiObject
  @ValidationRule(
      value = "!self.path.matches('^/|(^|/)[.][.](/|$)')",
      fieldPath = ".path",
      message = "write a path from the root of the repository, without / in front and without ..")
  @ValidationRule(
      value = "!has(self.helm) || (has(self.renderer) && self.renderer == 'Helm')",
      fieldPath = ".helm",
      message = "helm is for charts: write renderer: Helm beside it, or leave it out")
  public record SyncPath(
      @JsonPropertyDescription(
              "From the root of the repository, for example deploy/production; for a chart the"
                  + " directory with its Chart.yaml, for a kustomization that with its"
                  + " kustomization.yaml.")
          @Size(min = 1, max = 1024)
          @Required
          String path,
      @JsonPropertyDescription(
              "How objects come of the files: Plain takes every YAML and JSON file as it is, Helm"
                  + " renders a chart, Kustomize builds a kustomization. Default: Plain.")
          @Nullable RendererName renderer,
      @JsonPropertyDescription("How the chart is rendered.") @Nullable HelmChart helm) {
    /** Manifests as they are. */
    public static SyncPath plain(String path) {
      return new SyncPath(path, null, null);
    }

    /** The same of another directory. */
    public SyncPath at(String other) {
      return new SyncPath(other, renderer, helm);
    }

    /** How objects come of files. */
    public enum RendererName {
      Plain,
      Helm,
      Kustomize
    }
  }

  /** What a chart is rendered with. */
  @ApiObject
  @ValidationRule(
      value =
          "!has(self.valuesFiles) || !self.valuesFiles.exists(f, f.matches('^/|(^|/)[.][.](/|$)'))",
      fieldPath = ".valuesFiles",
      message = "write files from the root of the repository, without / in front and without ..")
  public record HelmChart(
      @JsonPropertyDescription("Name of the release. Default: that of the GitSync.")
          @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
          @Size(max = 53)
          @Nullable String releaseName,
      @JsonPropertyDescription(
              "Namespace of the release. Default: targetNamespace, or that of the GitSync.")
          @Size(min = 1, max = 63)
          @Nullable String namespace,
      @JsonPropertyDescription(
              "Files with values, from the root of the repository; what a later one says counts"
                  + " before what an earlier one says.")
          @Size(max = 20)
          List<@Size(min = 1, max = 1024) String> valuesFiles,
      @JsonPropertyDescription(
              "More values, written as YAML; they count before those of the files.")
          @Size(max = 65536)
          @Nullable String values,
      @JsonPropertyDescription(
              "Whether the custom resource definitions in the chart's directory crds are left out."
                  + " Default: false.")
          @Nullable Boolean skipCrds) {
    public HelmChart {
      valuesFiles = Absent.toEmpty(valuesFiles);
    }
  }

  /** What is put into the objects. */
  @ApiObject
  public record Substitute(
      @JsonPropertyDescription("Values by name; they count before those of from.")
          Map<String, String> variables,
      @JsonPropertyDescription(
              "ConfigMaps and Secrets of this namespace whose keys are variables; what a later one"
                  + " says counts before what an earlier one says.")
          @Size(max = 20)
          List<VariablesFrom> from) {
    public Substitute {
      variables = Absent.toEmpty(variables);
      from = Absent.toEmpty(from);
    }
  }

  /** A ConfigMap or Secret with variables. */
  @ApiObject
  public record VariablesFrom(
      @JsonPropertyDescription("ConfigMap or Secret.") @Required Kind kind,
      @JsonPropertyDescription("Its name.") @Size(min = 1, max = 253) @Required String name,
      @JsonPropertyDescription("Whether it may be absent. Default: false.")
          @Nullable Boolean optional) {
    /** What holds variables. */
    public enum Kind {
      ConfigMap,
      Secret
    }
  }

  /** Another GitSync of the same namespace. */
  @ApiObject
  public record SyncRef(@JsonPropertyDescription("Name of the GitSync.") @Required String name) {}
}
