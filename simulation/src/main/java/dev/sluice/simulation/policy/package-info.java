/**
 * Those who decide about a rollout, one interface for all: Sluice's sequential judge, Flagger's
 * rule and Kayenta's judge. The last two are written anew from what they publish, not the products
 * themselves.
 */
@NullMarked
package dev.sluice.simulation.policy;

import org.jspecify.annotations.NullMarked;
