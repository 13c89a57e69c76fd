package dev.sluice.playground.world.pod;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What can be run in a container. */
@FunctionalInterface
interface Image {
  /**
   * What a container gives to its program.
   *
   * @param arguments of the program: what the container's command and args add to its name
   * @param files contents of the mounted volumes by absolute path, as they are at the moment
   * @param ports that the container declares
   */
  record Setting(
      String namespace,
      String pod,
      String tag,
      List<String> arguments,
      Map<String, String> environment,
      Supplier<Map<String, String>> files,
      Set<Integer> ports,
      PodTiming timing) {}

  Program start(Setting setting) throws BadContainerException;
}
