package dev.sluice.operator.server;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the contract's gauges their names: Prometheus keeps {@code _info} and {@code _total} for
 * other types, and Micrometer would cut them off.
 */
final class ContractNames extends PrometheusNamingConvention {
  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    return type == Meter.Type.GAUGE && name.startsWith("flagger_")
        ? name
        : super.name(name, type, baseUnit);
  }
}
