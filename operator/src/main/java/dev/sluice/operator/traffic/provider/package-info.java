/** From the name of a provider to its router. */
@NullMarked
package dev.sluice.operator.traffic.provider;

import org.jspecify.annotations.NullMarked;
