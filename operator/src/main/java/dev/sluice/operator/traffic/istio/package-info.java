/** Traffic through Istio: VirtualService and DestinationRules. */
@NullMarked
package dev.sluice.operator.traffic.istio;

import org.jspecify.annotations.NullMarked;
