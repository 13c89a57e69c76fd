package dev.sluice.rollout;

/**
 * One row of {@link Transitions}: what can happen in a stage and where it leads.
 *
 * @param why for a person, in the diagram
 */
public record Transition(Stage from, Trigger trigger, Stage to, String why) {}
