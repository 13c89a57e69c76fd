package dev.sluice.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainLogTest {
  private final List<String> lines = new ArrayList<>();
  private final PlainLog log = new PlainLog(lines::add);

  @Test
  void tellsEverythingOnceWithItsTime() {
    log.show(Scenes.BEGINNING);
    log.show(Scenes.BEGINNING);
    log.show(Scenes.BAD_VERSION);
    log.show(Scenes.BAD_VERSION);

    assertThat(lines)
        .containsExactly(
            "  0:01            The API server starts.",
            "  1:07            " + Scenes.BAD_VERSION.headline(),
            "  0:34  event     Promotion completed! Scaling down podinfo.demo",
            "  0:52  event     New revision detected! Scaling up podinfo.demo",
            "  0:54  event     Starting canary analysis for podinfo.demo",
            "  0:55  event     Advance podinfo.demo canary weight 10",
            "  0:58  event     Advance podinfo.demo canary weight 20",
            "  1:01  warning   Halt podinfo.demo advancement success rate 72.12% < 99%",
            "  1:04  warning   Halt podinfo.demo advancement success rate 71.43% < 99%",
            "  1:07  checks    request-success-rate 71.43 %, at least 99: failed;"
                + " request-duration 12 ms, at most 250: passed",
            "  1:07  version   1.0 reverted in bfad428; 51d4a70 Alan: Ask the archive as well; 26"
                + " of 560 failed; it answered 210",
            "  1:07  version   1.1 promoted after 31 s; 2260c96 Ada: Show prices in euros; 0 of"
                + " 1550 failed; it answered 345");
  }
}
