package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Runs pods to completion, as many as a Job asks for, and gives up after its back-off limit. */
final class JobController implements Controller {
  private static final int DEFAULT_BACK_OFF_LIMIT = 6;

  private final Watched<Job> jobs;
  private final Watched<Pod> pods;
  private final Clock clock;
  private final KeyedLoop loop;

  JobController(Api api, ScheduledExecutorService timer, Clock clock) {
    this.jobs = api.watch(Job.class);
    this.pods = api.watch(Pod.class);
    this.clock = clock;
    this.loop = new KeyedLoop("job", timer, this::reconcile);
    jobs.onChange(change -> loop.add(Key.of(change.latest())));
    pods.onChange(
        change -> {
          Pod pod = change.latest();
          Owners.of(pod, "Job")
              .ifPresent(
                  owner -> loop.add(new Key(pod.getMetadata().getNamespace(), owner.getName())));
        });
  }

  private Optional<Duration> reconcile(Key key) {
    Optional<Job> found = jobs.get(key);
    if (found.isEmpty() || Owners.deleting(found.get()) || finished(found.get())) {
      return Optional.empty();
    }
    Job job = found.get();
    int parallelism = Replicas.orElse(job.getSpec().getParallelism(), 1);
    int completions = Replicas.orElse(job.getSpec().getCompletions(), parallelism);
    int limit = Replicas.orElse(job.getSpec().getBackoffLimit(), DEFAULT_BACK_OFF_LIMIT);
    boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
    List<PodState> states = states(job);
    int succeeded = (int) states.stream().filter(PodState::succeeded).count();
    int failed = (int) states.stream().filter(PodState::failed).count();
    List<PodState> active = states.stream().filter(PodState::active).toList();
    boolean complete = succeeded >= completions;
    boolean hopeless = failed > limit;
    int wanted =
        complete || hopeless || suspended ? 0 : Math.min(parallelism, completions - succeeded);
    for (int i = active.size(); i < wanted; i++) {
      pods.create(newPod(job));
    }
    active.stream().skip(wanted).forEach(state -> pods.delete(state.pod()));
    int running = (int) states(job).stream().filter(PodState::active).count();
    jobs.patchStatus(job, status(job, running, succeeded, failed, complete, hopeless));
    return Optional.empty();
  }

  private List<PodState> states(Job job) {
    return pods.controlledBy(job).stream().map(PodState::new).toList();
  }

  private static boolean finished(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(
                c ->
                    "True".equals(c.getStatus())
                        && ("Complete".equals(c.getType()) || "Failed".equals(c.getType())));
  }

  private static Pod newPod(Job job) {
    return new PodBuilder()
        .withNewMetadataLike(job.getSpec().getTemplate().getMetadata())
        .withGenerateName(job.getMetadata().getName() + "-")
        .withNamespace(job.getMetadata().getNamespace())
        .withOwnerReferences(Owners.controller(job))
        .endMetadata()
        .withSpec(job.getSpec().getTemplate().getSpec())
        .build();
  }

  private JobStatus status(
      Job job, int active, int succeeded, int failed, boolean complete, boolean hopeless) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    JobStatus before = job.getStatus() == null ? new JobStatus() : job.getStatus();
    JobStatusBuilder status =
        new JobStatusBuilder(before)
            .withActive(active)
            .withSucceeded(succeeded)
            .withFailed(failed)
            .withReady(0)
            .withStartTime(before.getStartTime() == null ? now : before.getStartTime());
    if (active > 0) {
      return status.build();
    }
    if (complete) {
      status
          .withCompletionTime(now)
          .withConditions(
              condition("SuccessCriteriaMet", "CompletionsReached", now),
              condition("Complete", "CompletionsReached", now));
    } else if (hopeless) {
      status.withConditions(
          condition("FailureTarget", "BackoffLimitExceeded", now),
          condition("Failed", "BackoffLimitExceeded", now));
    }
    return status.build();
  }

  private static JobCondition condition(String type, String reason, String now) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason(reason)
        .withMessage(
            reason.equals("BackoffLimitExceeded")
                ? "Job has reached the specified backoff limit"
                : "Reached expected number of succeeded pods")
        .withLastProbeTime(now)
        .withLastTransitionTime(now)
        .build();
  }

  @Override
  public void close() {
    loop.close();
  }
}
