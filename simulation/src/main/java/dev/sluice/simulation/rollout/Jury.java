package dev.sluice.simulation.rollout;

import dev.sluice.rollout.Round;
import dev.sluice.rollout.Verdict;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Judges the rounds of a rollout by what its {@link RequestLog} has. */
public interface Jury {
  /**
   * What this round says, at the present time of the {@link VirtualClock}.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  Ruling judge(Round round) throws InterruptedException;

  /**
   * What a round said.
   *
   * @param evidence power of ten of the evidence against the canary; empty where none is gathered
   * @param remark what is still needed; null when there is nothing to say
   */
  record Ruling(Verdict verdict, OptionalDouble evidence, @Nullable String remark) {}
}
