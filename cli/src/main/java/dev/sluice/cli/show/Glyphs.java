package dev.sluice.cli.show;

/**
 * The characters that pictures are made of.
 *
 * @param bar from the least to the fullest cell of a horizontal bar
 * @param spark from the lowest to the highest cell of a curve
 */
record Glyphs(
    String bar,
    String spark,
    char done,
    char failed,
    char now,
    char ahead,
    char podReady,
    char podStarting,
    char separator,
    char ellipsis) {
  static final Glyphs UNICODE =
      new Glyphs("▏▎▍▌▋▊▉█", "▁▂▃▄▅▆▇█", '✔', '✘', '▶', '·', '●', '○', '·', '…');

  static final Glyphs ASCII = new Glyphs("#", "_.-=oO#@", '+', 'x', '>', '.', '*', 'o', '|', '~');

  /**
   * A bar.
   *
   * @param share how much of the width is filled, 0 to 1
   */
  String bar(double share, int width) {
    int parts = bar.length();
    int filled = (int) Math.round(Math.clamp(share, 0, 1) * width * parts);
    String full = bar.substring(parts - 1).repeat(filled / parts);
    int rest = filled % parts;
    return rest == 0 ? full : full + bar.charAt(rest - 1);
  }

  /**
   * One cell of a curve.
   *
   * @param share of the highest value that the curve shows, 0 to 1
   */
  char spark(double share) {
    if (share <= 0) {
      return ' ';
    }
    int height = (int) Math.ceil(Math.clamp(share, 0, 1) * spark.length());
    return spark.charAt(Math.max(height, 1) - 1);
  }
}
