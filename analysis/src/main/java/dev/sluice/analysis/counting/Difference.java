package dev.sluice.analysis.counting;

/** Takes what was counted between two samples. */
interface Difference {
  /**
   * One scrape of one counter or histogram.
   *
   * @param time of the later sample, in milliseconds since 1970
   * @param pod empty when it is not known
   * @param total what was counted
   * @param bounds of a histogram; the first {@code within.length} count
   * @param within what of it is at most as slow as each bound; NaN where that is not known
   */
  void take(Role role, long time, String pod, double total, double[] bounds, double[] within);
}
