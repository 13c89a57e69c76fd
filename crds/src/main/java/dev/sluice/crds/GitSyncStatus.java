package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Sluice knows of a {@link GitSync}. */
@ApiObject
public record GitSyncStatus(
    @JsonPropertyDescription("As kstatus reads them: Ready, Reconciling, Stalled.")
        List<Condition> conditions,
    @JsonPropertyDescription("The spec's generation that this status is of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("What the repository had last, for example main@sha1:….")
        @Nullable String fetchedRevision,
    @JsonPropertyDescription("What was applied last as a whole.") @Nullable String appliedRevision,
    @JsonPropertyDescription(
            "What was applied last and, with wait, healthy: the last one that can be relied on.")
        @Nullable String goodRevision,
    @JsonPropertyDescription("The commit of the applied revision.") @Nullable Commit commit,
    @JsonPropertyDescription(
            "With kubeConfigSecretRef: the cluster of the inventory, as the UID of its namespace"
                + " kube-system; absent when the account there may not get it.")
        @Nullable String cluster,
    @JsonPropertyDescription("What of this GitSync is, or may be, in the cluster.")
        List<InventoryEntry> inventory,
    @JsonPropertyDescription("What is not as Git declares it and was left so, the first 50 of it.")
        @Size(max = 50)
        List<Drift> drift,
    @JsonPropertyDescription(
            "Workloads that are kept at an older commit than the rest, at most 1000.")
        @Size(max = 1000)
        List<Held> held,
    @JsonPropertyDescription(
            "The last value of the annotation sluice.dev/requested-at that was obeyed.")
        @Nullable String lastHandledRequest) {
  public GitSyncStatus {
    conditions = Absent.toEmpty(conditions);
    inventory = Absent.toEmpty(inventory);
    drift = Absent.toEmpty(drift);
    held = Absent.toEmpty(held);
  }

  /** Who changed what. */
  @ApiObject
  public record Commit(
      @JsonPropertyDescription("Its 40 hexadecimal digits.") @Required String sha,
      @JsonPropertyDescription("Name of who wrote it.") @Nullable String author,
      @JsonPropertyDescription("First line of its message.") @Nullable String message) {}

  /** One object. */
  @ApiObject
  public record InventoryEntry(
      @JsonPropertyDescription("Flux's form: namespace_name_group_kind.") @Required String id,
      @JsonPropertyDescription("Version of the kind.") @Required String v,
      @JsonPropertyDescription("A hash of what Git declares; absent until it was applied.")
          @Nullable String declared,
      @JsonPropertyDescription("A hash of what the API server made of it.") @Nullable String made,
      @JsonPropertyDescription("With mode Observe: which commit the object was seen to be of.")
          @Nullable Sighting seen) {}

  /** An object that another tool has applied. */
  @ApiObject
  public record Sighting(
      @JsonPropertyDescription("The commit that changed it last.") @Required String commit,
      @JsonPropertyDescription("The file that declares it, or the directory that is rendered.")
          @Required
          String path,
      @JsonPropertyDescription(
              "All that it was rendered from, the path first; empty when that is the path alone.")
          List<String> renderedFrom,
      @JsonPropertyDescription(
              "A hash of what it had a workload run when it was seen so, of its pod template or its"
                  + " data; absent for other kinds.")
          @Nullable String content,
      @JsonPropertyDescription(
              "Such a hash of what somebody has made of it since, other than Git declares; absent"
                  + " while nobody has.")
          @Nullable String edited) {
    public Sighting {
      renderedFrom = Absent.toEmpty(renderedFrom);
    }

    /** All that it was rendered from, the path first. */
    public List<String> inputs() {
      return renderedFrom.isEmpty() ? List.of(path) : renderedFrom;
    }
  }

  /** One object that is not as Git declares it. */
  @ApiObject
  public record Drift(
      @JsonPropertyDescription("Flux's form: namespace_name_group_kind.") @Required String id,
      @JsonPropertyDescription(
              "Changed or Deleted; with mode Observe also NotApplied, when the other tool has not"
                  + " applied it within the timeout.")
          @Required
          String what) {}

  /** The target of a Canary, and what it reads, kept at an older commit than the rest. */
  @ApiObject
  public record Held(
      @JsonPropertyDescription("The Canary, as namespace/name.") @Required String canary,
      @JsonPropertyDescription("The commit that the workload is kept at.") @Required String commit,
      @JsonPropertyDescription("The commit that is held back.") @Required String instead,
      @JsonPropertyDescription(
              "Until when: NewerCommit, until one changes what is kept; Initialized, until the"
                  + " Canary has its primary.")
          @Values({"NewerCommit", "Initialized"})
          @Required
          String until,
      @JsonPropertyDescription("Why, for people.") @Nullable String reason,
      @JsonPropertyDescription("What is kept.") List<HeldObject> objects) {
    public Held {
      objects = Absent.toEmpty(objects);
    }
  }

  /** One object that is kept as an older commit has it. */
  @ApiObject
  public record HeldObject(
      @JsonPropertyDescription("Flux's form: namespace_name_group_kind.") @Required String id,
      @JsonPropertyDescription("Version of the kind.") @Required String v,
      @JsonPropertyDescription(
              "A hash of what Git declares instead; absent when Git has the object no more. When"
                  + " it changes, the object is kept no longer.")
          @Nullable String declared) {}
}
