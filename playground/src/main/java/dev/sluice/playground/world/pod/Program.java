package dev.sluice.playground.world.pod;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What runs in a container. */
interface Program {
  /** The ports that it listens on. */
  Map<Integer, InetSocketAddress> ports();

  /** Completed with the exit code when it ends, for whatever reason. */
  CompletableFuture<Integer> exit();

  /** Asks it to finish its work and end. */
  void terminate();

  /** Ends it at once. */
  void kill();

  /** Requests that it has answered for clients since it started. */
  long served();
}
