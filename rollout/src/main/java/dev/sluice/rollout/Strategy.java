package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a canary is exposed while it is judged. */
public sealed interface Strategy {
  /** The steps to take, in order; never empty. */
  List<Step> steps();

  /** How alerts describe it in {@code Traffic routing} (A8). */
  String routing();

  /** Its name in metrics: {@code canary}, {@code ab-testing} or {@code blue-green}. */
  String label();

  /**
   * More and more of the traffic goes to the canary.
   *
   * @param mirror whether one step with mirrored traffic comes first
   */
  record Weighted(List<Step> weights, boolean mirror, String routing) implements Strategy {
    public Weighted {
      weights = List.copyOf(weights);
      if (weights.isEmpty()) {
        throw new IllegalArgumentException("a weighted canary needs at least one step");
      }
    }

    /**
     * Equal steps up to the first weight that is not below {@code maxWeight}. Weights are clamped
     * to 100, not to {@code maxWeight} (A3.8): 30 up to 50 gives 30 and 60.
     *
     * @param stepWeight from 1 to 100
     * @param maxWeight from 1 to 100
     */
    public static Weighted by(int stepWeight, int maxWeight, boolean mirror) {
      if (stepWeight < 1) {
        throw new IllegalArgumentException("stepWeight must be at least 1: " + stepWeight);
      }
      var weights = new ArrayList<Step>();
      int weight = 0;
      do {
        weight = Math.min(100, weight + stepWeight);
        weights.add(Step.weight(weight));
      } while (weight < Math.min(100, maxWeight));
      return new Weighted(
          weights, mirror, "Weight step: %d max: %d".formatted(stepWeight, maxWeight));
    }

    /** The weights as {@code stepWeights} lists them, each from 0 to 100. */
    public static Weighted of(List<Integer> stepWeights, boolean mirror) {
      return new Weighted(
          stepWeights.stream().map(Step::weight).toList(),
          mirror,
          "Weight steps: %s max: %d"
              .formatted(
                  stepWeights.stream().map(String::valueOf).collect(Collectors.joining(",")),
                  stepWeights.getLast()));
    }

    /** The steps of {@code analysis.steps}. */
    public static Weighted of(List<Step> steps) {
      return new Weighted(
          steps,
          false,
          "Weight steps: %s max: %d"
              .formatted(
                  steps.stream()
                      .map(step -> String.valueOf(step.split().canary()))
                      .collect(Collectors.joining(",")),
                  steps.stream().mapToInt(step -> step.split().canary()).max().orElse(0)));
    }

    @Override
    public List<Step> steps() {
      return mirror
          ? Stream.concat(Stream.of(Step.mirrored()), weights.stream()).toList()
          : weights;
    }

    @Override
    public String label() {
      return "canary";
    }
  }

  /**
   * All matching requests go to the canary.
   *
   * @param iterations rounds to pass, at least 1
   */
  record ABTest(int iterations) implements Strategy {
    public ABTest {
      requirePositive(iterations);
    }

    @Override
    public List<Step> steps() {
      return IntStream.rangeClosed(1, iterations)
          .mapToObj(iteration -> Step.iteration(iteration, Split.CANARY))
          .toList();
    }

    @Override
    public String routing() {
      return "A/B Testing";
    }

    @Override
    public String label() {
      return "ab-testing";
    }
  }

  /**
   * The canary is judged without live traffic, then gets all of it for one more round (A3.11).
   *
   * @param iterations rounds to pass before the switch, at least 1
   * @param mirror whether it gets a copy of the live traffic until then
   */
  record BlueGreen(int iterations, boolean mirror) implements Strategy {
    public BlueGreen {
      requirePositive(iterations);
    }

    @Override
    public List<Step> steps() {
      return Stream.concat(
              IntStream.rangeClosed(1, iterations)
                  .mapToObj(iteration -> Step.iteration(iteration, new Split(100, 0, mirror))),
              Stream.of(Step.iteration(0, Split.CANARY)))
          .toList();
    }

    @Override
    public String routing() {
      return "Blue/Green";
    }

    @Override
    public String label() {
      return "blue-green";
    }
  }

  private static void requirePositive(int iterations) {
    if (iterations < 1) {
      throw new IllegalArgumentException("iterations must be at least 1: " + iterations);
    }
  }
}
