package dev.sluice.operator.traffic.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.operator.traffic.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table in the documentation says what the routers say. */
@Tag("A3.1")
class ProvidersPageTest {
  private static final List<Feature> COLUMNS =
      List.of(
          Feature.WEIGHTS,
          Feature.MATCHES,
          Feature.MIRRORING,
          Feature.SESSION_AFFINITY,
          Feature.BASELINE);

  @Test
  void theTableOfFeaturesIsTrue() throws IOException {
    Map<String, Set<Feature>> page =
        Files.readAllLines(Path.of("..", "docs", "providers.md")).stream()
            .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
            .filter(cells -> cells.size() == COLUMNS.size() + 3)
            .filter(cells -> cells.get(2).equals("yes") || cells.get(2).equals("no"))
            .collect(
                Collectors.toMap(
                    cells -> cells.get(1).replace("`", ""), ProvidersPageTest::features));

    assertThat(page).isEqualTo(supported());
  }

  private static Set<Feature> features(List<String> cells) {
    return IntStream.range(0, COLUMNS.size())
        .filter(column -> cells.get(column + 2).equals("yes"))
        .mapToObj(COLUMNS::get)
        .collect(Collectors.toSet());
  }

  private static Map<String, Set<Feature>> supported() {
    TrafficRouters routers = new TrafficRouters(new FakeCluster(), "kubernetes", "nginx");
    return Arrays.stream(TrafficRouters.SUPPORTED.split(", "))
        .collect(
            Collectors.toMap(
                provider -> provider,
                provider ->
                    routers.of(Manifests.podinfo("  provider: " + provider + "\n")).features()));
  }
}
