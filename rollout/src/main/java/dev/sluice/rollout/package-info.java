/**
 * What to do next in a rollout, as a pure function: {@link dev.sluice.rollout.Rollout#decide}.
 *
 * <p>Nothing here performs I/O, reads a clock, logs, or knows of Kubernetes. The caller observes,
 * asks for a {@link dev.sluice.rollout.Decision}, performs its effects in order, stores its state,
 * and asks again.
 */
@NullMarked
package dev.sluice.rollout;

import org.jspecify.annotations.NullMarked;
