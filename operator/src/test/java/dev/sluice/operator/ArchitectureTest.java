package dev.sluice.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.Client;
import java.time.Clock;
import java.time.Instant;

/** How the operator's packages may use each other and the world. */
@AnalyzeClasses(
    packages = "dev.sluice.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] USE_THE_API = {
    "..operator.kube..", "..operator.canary..", "..operator.git..", "..operator.boot.."
  };

  /** Everybody else reads and writes through {@code Cluster}, which costs nothing when idle. */
  @ArchTest
  static final ArchRule FEW_USE_THE_KUBERNETES_CLIENT =
      noClasses()
          .that()
          .resideOutsideOfPackages(USE_THE_API)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Client.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client.dsl..",
              "io.fabric8.kubernetes.client.extended..",
              "io.fabric8.kubernetes.client.informers..");

  @ArchTest
  static final ArchRule FEW_KNOW_THE_FRAMEWORK =
      noClasses()
          .that()
          .resideOutsideOfPackages(USE_THE_API)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule FEATURES_HAVE_NO_CYCLES =
      slices().matching("dev.sluice.operator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PROVIDERS_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("dev.sluice.operator.traffic.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOBODY_KNOWS_WHO_WIRES_THEM =
      noClasses()
          .that()
          .resideOutsideOfPackage("..operator.boot..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..operator.boot..");

  @ArchTest
  static final ArchRule THE_TIME_IS_GIVEN =
      noClasses()
          .that()
          .resideOutsideOfPackage("..operator.boot..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC");
}
