package dev.sluice.cli.play;

import dev.sluice.cli.show.Show;
import dev.sluice.cli.story.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what is so, ten times a second, while others make it happen. */
final class Telling implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Telling.class);
  private static final Duration PICTURE = Duration.ofMillis(100);

  private final Show show;
  private final Narrator narrator;
  private final List<Result> results = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private volatile Act act;
  private volatile Supplier<Moment> moments;
  private volatile String footer = "Ctrl-C ends it.";
  private volatile boolean closed;

  /**
   * @param moments what is known until {@link #follow} says who knows more
   */
  Telling(Show show, Narrator narrator, Act first, Supplier<Moment> moments) {
    this.show = show;
    this.narrator = narrator;
    this.act = first;
    this.moments = moments;
    this.thread = Thread.ofPlatform().name("show").daemon().start(this::run);
  }

  void act(Act next) {
    act = next;
  }

  void prepare(String sentence) {
    act = new Act.Preparing(sentence);
  }

  void footer(String text) {
    footer = text;
  }

  void ended(Result result) {
    results.add(result);
  }

  void follow(Supplier<Moment> better) {
    moments = better;
  }

  List<Result> results() {
    return List.copyOf(results);
  }

  /** Shows the last picture and gives the terminal back. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    picture();
    show.close();
  }

  private void run() {
    try {
      while (!closed) {
        picture();
        Thread.sleep(PICTURE);
      }
    } catch (InterruptedException e) {
      log.debug("The show was interrupted");
    }
  }

  private void picture() {
    try {
      show.show(narrator.scene(act, moments.get(), results(), footer));
    } catch (RuntimeException e) {
      log.warn("A picture could not be shown", e);
    }
  }
}
