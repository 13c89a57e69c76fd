package dev.sluice.operator.traffic.gatewayapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Parts that HTTPRoute and GRPCRoute have under the same names, and the model as two types. */
final class SameNames {
  private static final KubernetesSerialization JSON =
      new KubernetesSerialization(new ObjectMapper(), false);

  private SameNames() {}

  static <T> List<T> all(List<?> parts, Class<T> type) {
    return parts.stream().map(part -> JSON.convertValue(part, type)).toList();
  }
}
