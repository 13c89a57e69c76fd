package dev.sluice.playground.world.pod;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the pods really are. A pod has an address of the cluster's (an EndpointSlice may not hold a
 * loopback address); behind each of its ports is a socket on this machine.
 */
public final class PodNetwork {
  private static final int HOSTS = 250;

  private final AtomicInteger next = new AtomicInteger();
  private final Map<String, Map<Integer, InetSocketAddress>> listening = new ConcurrentHashMap<>();

  /** An address that no other pod has had. */
  String newAddress() {
    int number = next.getAndIncrement();
    return "10.244.%d.%d".formatted(number / HOSTS % 256, number % HOSTS + 2);
  }

  void listen(String address, Map<Integer, InetSocketAddress> ports) {
    listening.put(address, Map.copyOf(ports));
  }

  void silence(String address) {
    listening.remove(address);
  }

  /** The socket behind a pod's port, if something listens there. */
  public Optional<InetSocketAddress> find(String address, int port) {
    return Optional.ofNullable(listening.getOrDefault(address, Map.of()).get(port));
  }
}
