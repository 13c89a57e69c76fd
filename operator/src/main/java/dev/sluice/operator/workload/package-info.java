/**
 * The port Workload: the user's target and the primary made from it, with what they need
 * (autoscaler, disruption budget, configs, Services).
 */
@NullMarked
package dev.sluice.operator.workload;

import org.jspecify.annotations.NullMarked;
