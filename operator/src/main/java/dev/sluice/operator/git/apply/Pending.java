package dev.sluice.operator.git.apply;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object that whoever applies it has not applied as Git declares it.
 *
 * @param declared a hash of what Git declares
 * @param since when that was seen first
 * @param content a hash of what there is instead; null when it is not there
 * @param version the resource version of that; 0 when it is not there
 */
public record Pending(
    ObjectKey key, String declared, Instant since, @Nullable String content, long version) {}
