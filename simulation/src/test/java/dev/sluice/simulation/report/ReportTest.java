package dev.sluice.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.bench.Bench;
import dev.sluice.simulation.bench.Contestant;
import dev.sluice.simulation.bench.Contestants;
import dev.sluice.simulation.bench.Results;
import dev.sluice.simulation.traffic.Scenario;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.xml.sax.InputSource;

@TestInstance(Lifecycle.PER_CLASS)
class ReportTest {
  @SuppressWarnings("NullAway.Init")
  private Results results;

  @BeforeAll
  void run() throws InterruptedException {
    List<Contestant> some =
        Contestants.all().stream()
            .filter(one -> List.of("sluice", "flagger", "kayenta-30m").contains(one.id()))
            .toList();
    List<Scenario> few =
        Scenario.all().stream()
            .filter(one -> List.of("N1", "N2", "B2", "B3", "C1").contains(one.id()))
            .toList();
    results = new Bench(10, 1, 2, _ -> {}).run(some, few);
  }

  @Test
  void everyPolicyAndEveryScenarioHasItsPlace() {
    List<Table> tables = new Report(results).tables();
    assertThat(tables).hasSize(7);
    assertThat(tables.getFirst().title()).contains("10 runs", "seed 1");
    Table rollbacks = tables.get(1);
    assertThat(rollbacks.header()).containsExactly("", "sluice", "flagger", "kayenta-30m", "");
    assertThat(rollbacks.rows()).extracting(List::getFirst).containsExactly("N1", "N2");
    assertThat(rollbacks.rows().getFirst().get(1)).isEqualTo("0.0 (0.0-27.8)");
    assertThat(tables.getLast().rows()).extracting(List::getFirst).containsExactly("C1");
  }

  @Test
  void textIsInColumns() {
    List<String> lines = new Report(results).tables().get(1).text();
    int column = lines.get(1).indexOf("flagger");
    assertThat(lines.subList(2, lines.size()))
        .allSatisfy(line -> assertThat(line.charAt(column - 1)).isEqualTo(' '))
        .allSatisfy(line -> assertThat(line.charAt(column)).isNotEqualTo(' '));
  }

  @Test
  void markdownHasTheSameCells() {
    List<String> lines = new Report(results).tables().get(1).markdown();
    assertThat(lines.get(2)).isEqualTo("|  | sluice | flagger | kayenta-30m |  |");
    assertThat(lines.get(3)).isEqualTo("|---|---|---|---|---|");
    assertThat(lines.get(4)).startsWith("| N1 | 0.0 (0.0-27.8) | ");
  }

  @Test
  void saysWhereOthersDoBetter() {
    // Flagger's bound of 99 % lies on the base rate of B2, so that it is quick there.
    assertThat(new Report(results).losses())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("B2 (errors 1 to 2 %), excess bad requests: ")
                    .contains("better: Flagger "));
  }

  @Test
  void thePictureIsWellFormedAndShowsEverybody() throws Exception {
    String svg = Plot.of(results);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(3);
    assertThat(svg).contains("Sluice: finds", "Flagger: finds", "Kayenta, 30 min: finds");
  }
}
