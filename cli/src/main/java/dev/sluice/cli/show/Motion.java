package dev.sluice.cli.show;

import dev.sluice.cli.show.Scene.Side;

/** Lets the bars glide to a new weight instead of jumping there. */
final class Motion {
  /** How much of the way that is left is gone with each picture. */
  private static final double PACE = 0.35;

  private static final double CLOSE = 0.3;

  private double primary;
  private double canary;

  /** The same scene, with the bars a little nearer to where they should be. */
  Scene next(Scene scene) {
    primary = nearer(primary, scene.primary().weight());
    canary = nearer(canary, scene.canary().weight());
    return scene.withSides(at(scene.primary(), primary), at(scene.canary(), canary));
  }

  private static double nearer(double from, double to) {
    return Math.abs(to - from) < CLOSE ? to : from + (to - from) * PACE;
  }

  private static Side at(Side side, double weight) {
    return new Side(side.version(), weight, side.ready(), side.pods());
  }
}
