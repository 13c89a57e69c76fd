package dev.sluice.playground.world.gateway;

import java.util.Map;

/**
 * A Service, or the part of its pods that has the labels.
 *
 * @param port of the Service; 0 for its first one
 */
record Backend(String namespace, String service, int port, Map<String, String> labels) {
  Backend(String namespace, String service, int port) {
    this(namespace, service, port, Map.of());
  }
}
