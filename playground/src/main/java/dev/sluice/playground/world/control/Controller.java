package dev.sluice.playground.world.control;

/** Works until it is closed. */
interface Controller extends AutoCloseable {
  @Override
  void close();
}
