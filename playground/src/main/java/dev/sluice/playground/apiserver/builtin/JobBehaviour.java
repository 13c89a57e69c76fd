package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.Behaviour;
import java.util.List;
import java.util.Set;

/** Jobs: they label and select their pods by their own uid. */
final class JobBehaviour implements Behaviour {
  private static final String UID = "batch.kubernetes.io/controller-uid";
  private static final String NAME = "batch.kubernetes.io/job-name";

  @Override
  public void applyDefaults(ObjectNode job) {
    WorkloadDefaults.job(job);
    StatusZeros.fill(job);
  }

  @Override
  public void prepareCreate(ObjectNode job) {
    StatusZeros.fill(job);
    ObjectNode spec = Json.child(job, "spec");
    if (spec.path("manualSelector").asBoolean()) {
      return;
    }
    Meta meta = Meta.of(job);
    ObjectNode labels = Json.child(Json.child(Json.child(spec, "template"), "metadata"), "labels");
    for (String key : List.of(UID, "controller-uid")) {
      labels.put(key, meta.uid());
    }
    for (String key : List.of(NAME, "job-name")) {
      labels.put(key, meta.name());
    }
    Json.child(Json.child(spec, "selector"), "matchLabels").put(UID, meta.uid());
  }

  @Override
  public List<FieldError> validate(ObjectNode job) {
    List<FieldError> errors =
        new java.util.ArrayList<>(
            WorkloadRules.pod(
                job.path("spec").path("template").path("spec"), "spec.template.spec"));
    var policy = Json.at(job, "spec", "template", "spec", "restartPolicy");
    if (!Set.of("OnFailure", "Never").contains(policy.asText())) {
      errors.add(
          new FieldError(
              FieldError.Reason.REQUIRED,
              "spec.template.spec.restartPolicy",
              null,
              "valid values: \"OnFailure\", \"Never\""));
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode job, ObjectNode old) {
    var now = job.path("spec").path("template");
    return now.equals(old.path("spec").path("template"))
        ? List.of()
        : List.of(FieldError.invalid("spec.template", now, "field is immutable"));
  }

  @Override
  public boolean countsGenerations() {
    return true;
  }

  @Override
  public boolean orphansDependents() {
    return true;
  }
}
