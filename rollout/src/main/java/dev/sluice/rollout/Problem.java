package dev.sluice.rollout;

/**
 * Something that a person has to mend, or that mends itself with time.
 *
 * @param reason one CamelCase word for conditions
 * @param message what is wrong and what to do
 * @param blocking whether nothing can go forward while it lasts. What an effect threw last time is
 *     not blocking, since only trying again can show that it is mended
 */
public record Problem(String reason, String message, boolean blocking) {}
