package dev.sluice.simulation.traffic;

import dev.sluice.simulation.traffic.Change.ColdStart;
import dev.sluice.simulation.traffic.Change.Errors;
import dev.sluice.simulation.traffic.Change.Leak;
import dev.sluice.simulation.traffic.Change.Slower;
import dev.sluice.simulation.traffic.Change.Tail;
import dev.sluice.simulation.traffic.Irregularity.Clusters;
import dev.sluice.simulation.traffic.Irregularity.Diurnal;
import dev.sluice.simulation.traffic.Irregularity.Incident;
import dev.sluice.simulation.traffic.Irregularity.Wander;
import dev.sluice.simulation.traffic.Irregularity.WanderingErrors;
import dev.sluice.simulation.traffic.Irregularity.WanderingLatency;
import dev.sluice.simulation.traffic.Scenario.Kind;
import dev.sluice.simulation.traffic.Scenario.Special;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The scenarios, each in one line. */
final class Catalogue {
  private static final double USUAL_LOAD = 50;
  private static final double FEW = 0.001;
  private static final double SOME = 0.01;

  static final List<Scenario> SCENARIOS = new Catalogue().scenarios;

  private final List<Scenario> scenarios = new ArrayList<>();

  private Catalogue() {
    good();
    bad();
    calibration();
    data();
  }

  private void good() {
    Release same = Release.of();
    good("N1", "0.1 % errors", few(), same);
    good("N2", "1 % errors", some(), same);
    good("N3", "1 % errors, all swings in an hour", some().with(new Diurnal()), same);
    good("N4", "an incident of 3 min in both arms", few().with(new Incident(120, 180, 0.05)), same);
    good("N5", "1 % errors, in clusters", some().with(new Clusters(0.01)), same);
    Service wandering = some().with(new WanderingErrors(new Wander(0.5, 0.8)));
    good("N6", "1 % errors, wandering by itself in each arm", wandering, same);
    Service breathing = few().with(new WanderingLatency(new Wander(0.05, 0.9)));
    good("N7", "latency wandering by itself in each arm", breathing, same);
    Release tiny = Release.of(new Errors(0.011), new Slower(1.03));
    good("N8", "errors 1 to 1.1 %, latency + 3 %", some(), tiny);
    Release cold = Release.of(new ColdStart(60, 3));
    add("N9", "slow for the first 60 s", Kind.GOOD, few(), cold, Special.WARM_UP);
    good("N10", "1 % errors, 5 requests a second", Service.steady(5, SOME), same);
    good("N11", "500 requests a second, latency + 5 %", busy(), Release.of(new Slower(1.05)));
  }

  private void bad() {
    bad("B1", "errors 0.1 to 0.5 %", few(), Release.of(new Errors(0.005)));
    bad("B2", "errors 1 to 2 %", some(), Release.of(new Errors(0.02)));
    bad("B3", "errors 1 to 5 %", some(), Release.of(new Errors(0.05)));
    bad("B4", "errors 0.1 to 5 %", few(), Release.of(new Errors(0.05)));
    bad("B5", "errors 0.1 to 50 %", few(), Release.of(new Errors(0.5)));
    bad("B6", "latency + 20 %", few(), Release.of(new Slower(1.2)));
    bad("B7", "latency doubled", few(), Release.of(new Slower(2)));
    bad("B8", "2 % of requests 8 times as slow", few(), Release.of(new Tail(0.02, 8)));
    Release leak = Release.of(new Leak(0.005)).from(300);
    add("B9", "a leak from 5 min on", Kind.BAD, few(), leak, Special.LONG_SOAK);
    bad("B10", "errors 1 to 3 % after 3 min", some(), Release.of(new Errors(0.03)).from(180));
    bad(
        "B11",
        "errors 1 to 5 %, 5 requests a second",
        Service.steady(5, SOME),
        Release.of(new Errors(0.05)));
    bad("B12", "errors 0.1 to 0.3 %, 500 requests a second", busy(), Release.of(new Errors(0.003)));
    bad(
        "B13",
        "errors 1 to 3 %, in clusters",
        some().with(new Clusters(0.005)),
        Release.of(new Errors(0.03)));
    bad(
        "B14",
        "errors 1 to 2 %, all swings in an hour",
        some().with(new Diurnal()),
        Release.of(new Errors(0.02)));
  }

  private void calibration() {
    calibrate("C1", "errors at the tolerance", Kind.AT_TOLERANCE, some(), new Errors(0.012));
    calibrate("C1b", "latency at the tolerance", Kind.AT_TOLERANCE, few(), new Slower(1.07));
    calibrate("C2", "1 % errors, at the harm", Kind.AT_HARM, some(), new Errors(0.017));
    calibrate("C2b", "0.1 % errors, at the harm", Kind.AT_HARM, few(), new Errors(0.0035));
    calibrate("C2c", "latency at the harm", Kind.AT_HARM, few(), new Slower(1.2));
  }

  private void data() {
    Release same = Release.of();
    Release worse = Release.of(new Errors(0.05));
    scenarios.add(
        new Scenario(
            "D1",
            "B3, pods restart every 2 min",
            indexOf("B3"),
            Kind.BAD,
            some(),
            worse,
            Special.RESTARTS));
    add("D2", "N2, one in five scrapes lost", Kind.GOOD, some(), same, Special.LOST_SCRAPES);
    add("D2b", "B3, one in five scrapes lost", Kind.BAD, some(), worse, Special.LOST_SCRAPES);
    add("D3", "the canary gets no traffic", Kind.BAD, some(), same, Special.NO_TRAFFIC);
    add("D4", "N2, scrapes a minute apart", Kind.GOOD, some(), same, Special.SLOW_SCRAPES);
    add("D4b", "B3, scrapes a minute apart", Kind.BAD, some(), worse, Special.SLOW_SCRAPES);
    Service ten = some().counting(Collections.nCopies(9, FEW));
    good("D5", "ten metrics, none worse", ten, same);
    bad("D5b", "ten metrics, one 1 to 5 %", ten, worse);
  }

  private int indexOf(String id) {
    return scenarios.stream()
        .filter(scenario -> scenario.id().equals(id))
        .mapToInt(Scenario::index)
        .findFirst()
        .orElseThrow();
  }

  private static Service few() {
    return Service.steady(USUAL_LOAD, FEW);
  }

  private static Service some() {
    return Service.steady(USUAL_LOAD, SOME);
  }

  private static Service busy() {
    return Service.steady(500, FEW);
  }

  private void good(String id, String title, Service service, Release release) {
    add(id, title, Kind.GOOD, service, release, Special.NOTHING);
  }

  private void bad(String id, String title, Service service, Release release) {
    add(id, title, Kind.BAD, service, release, Special.NOTHING);
  }

  private void calibrate(String id, String title, Kind kind, Service service, Change change) {
    add(id, title, kind, service, Release.of(change), Special.NOTHING);
  }

  private void add(
      String id, String title, Kind kind, Service service, Release release, Special special) {
    scenarios.add(new Scenario(id, title, scenarios.size(), kind, service, release, special));
  }
}
