package dev.sluice.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(
    packages = "dev.sluice.simulation",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
  @ArchTest
  static final ArchRule doesNoInputOrOutput =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.simulation..",
              "dev.sluice.analysis..",
              "dev.sluice.rollout..",
              "org.jspecify.annotations",
              "org.apache.commons.rng..",
              "org.apache.commons.numbers..",
              "org.apache.commons.statistics..",
              "java.lang..",
              "java.time..",
              "java.util..");

  @ArchTest
  static final ArchRule livesInVirtualTime =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule trafficAndPoliciesKnowNothingOfThreads =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.simulation.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.concurrent..");
}
