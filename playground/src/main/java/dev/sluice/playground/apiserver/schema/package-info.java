/**
 * Schemas of resources: where they come from, and what is decoded, pruned, defaulted and validated
 * by them.
 */
@NullMarked
package dev.sluice.playground.apiserver.schema;

import org.jspecify.annotations.NullMarked;
