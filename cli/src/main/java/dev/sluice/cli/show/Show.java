package dev.sluice.cli.show;

/** Where scenes are shown. */
public interface Show extends AutoCloseable {
  /** Shows what is so now; called many times a second, from one thread. */
  void show(Scene scene);

  @Override
  void close();
}
