package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.GitSyncSpec.HelmChart;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Charts that lie in the repository, rendered by Helm's own code as {@code helm template} does:
 * without asking a cluster and without fetching anything.
 *
 * <p>That code runs in a process of its own, {@link HelmProcess}. In ours, {@code lookup} would
 * read the cluster with the operator's rights, a template that goes on for ever could not be
 * stopped, one that takes all memory would end the operator, and Go's handler of SIGTERM would keep
 * the operator from stopping.
 */
final class HelmCharts implements Renderer {
  private static final Pattern HINT = Pattern.compile("\\s*Use --debug flag .*", Pattern.DOTALL);
  private static final Pattern MISSING =
      Pattern.compile("missing in charts/ directory: (?<names>[^\\n]*)");
  private static final HelmChart DEFAULT = new HelmChart(null, null, List.of(), null, null);

  private final Workshop workshop;
  private final HelmLibrary library;

  HelmCharts(Workshop workshop, HelmLibrary library) {
    this.workshop = workshop;
    this.library = library;
  }

  @Override
  public Rendered render(Tree tree, SyncPath path, Facts facts) throws IOException {
    String chart = path.path();
    HelmChart options = Objects.requireNonNullElse(path.helm(), DEFAULT);
    requireChart(tree, chart);
    List<String> inputs = new ArrayList<>(List.of(chart));
    try (Workshop.Bench bench = workshop.open(tree, chart)) {
      bench.lay(chart);
      List<Values> values = values(tree, bench, options, inputs);
      String namespace = Objects.requireNonNullElse(options.namespace(), facts.namespace());
      String text = run(bench, chart, options, namespace, facts, values);
      Documents documents = new Documents(chart, inputs);
      for (JsonNode document : Yaml.readRendered(text, chart)) {
        documents.add(document);
      }
      documents.manifests().forEach(manifest -> place(manifest, namespace));
      return new Rendered(documents.manifests(), HelmHooks.notices(tree, chart));
    }
  }

  private static void requireChart(Tree tree, String chart) throws IOException {
    if (!tree.isDirectory(chart)) {
      throw new ProblemException(
          "PathNotFound", "%s is no directory in commit %s".formatted(name(chart), tree.sha()));
    }
    if (tree.entry(chart.isEmpty() ? "Chart.yaml" : chart + "/Chart.yaml").isEmpty()) {
      throw new ProblemException(
          "ChartInvalid",
          "%s has no Chart.yaml: write the directory of a chart as path, or leave out renderer: Helm"
              .formatted(name(chart)));
    }
  }

  /**
   * Values in a file of their own.
   *
   * @param name where a person has written them
   */
  private record Values(Path file, String name) {}

  /** Those that count most last; files of the repository become inputs. */
  private static List<Values> values(
      Tree tree, Workshop.Bench bench, HelmChart options, List<String> inputs) throws IOException {
    List<Values> all = new ArrayList<>();
    for (String written : options.valuesFiles()) {
      String file = Tree.normal(written);
      Tree.Entry entry =
          tree.entry(file)
              .orElseThrow(
                  () ->
                      new ProblemException(
                          "PathNotFound",
                          "valuesFiles: there is no file %s in commit %s; write it from the root of the repository"
                              .formatted(file, tree.sha())));
      inputs.add(file);
      all.add(new Values(bench.write(entry, number(all.size())), file));
    }
    if (options.values() != null) {
      Path file = bench.home().resolve(number(all.size()));
      all.add(new Values(Files.writeString(file, options.values()), "helm.values"));
    }
    return all;
  }

  /** Helm's library takes a comma for the end of a name. */
  private static String number(int number) {
    return "values-%d.yaml".formatted(number);
  }

  private String run(
      Workshop.Bench bench,
      String chart,
      HelmChart options,
      String namespace,
      Facts facts,
      List<Values> values)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + bench.home(),
                "-cp",
                HelmLibrary.classPath(),
                HelmProcess.class.getName(),
                library.file().toString(),
                bench.place(chart).toString(),
                Objects.requireNonNullElse(options.releaseName(), facts.name()),
                namespace,
                facts.kubeVersion().get(),
                Boolean.toString(Boolean.TRUE.equals(options.skipCrds()))));
    values.forEach(each -> command.add(each.file().toString()));
    Program.Result result =
        Program.run(
            what(chart),
            command,
            bench.home(),
            Map.of(
                "HOME", bench.home().toString(),
                "KUBECONFIG", bench.home().resolve("kubeconfig").toString()),
            Program.Limits.DEFAULT);
    return switch (result.status()) {
      case 0 -> result.output();
      case HelmProcess.REFUSED -> {
        String said = bench.words(result.output());
        for (Values each : values) {
          said = said.replace(each.file().toString(), each.name());
        }
        throw refused(chart, said);
      }
      case HelmProcess.NO_LIBRARY ->
          throw HelmLibrary.unavailable(
              "Helm's library cannot be loaded from --git-cache: " + result.output().strip(), null);
      default -> throw brokenDown(chart, result);
    };
  }

  private static ProblemException refused(String chart, String said) {
    Matcher missing = MISSING.matcher(said);
    return new ProblemException(
        "ChartInvalid",
        missing.find()
            ? "%s needs %s, which is not in its directory charts: commit what `helm dependency build` puts there, nothing is fetched"
                .formatted(name(chart), missing.group("names").strip())
            : "%s: %s".formatted(name(chart), HINT.matcher(said).replaceFirst("").strip()));
  }

  private static ProblemException brokenDown(String chart, Program.Result result) {
    String messages = result.messages();
    if (messages.contains("out of memory") || messages.contains("OutOfMemoryError")) {
      return Program.tooLarge(what(chart), Program.Limits.DEFAULT.memory(), "memory");
    }
    String words =
        messages
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
            .findFirst()
            .orElse("it said nothing");
    return new ProblemException(
        "ChartInvalid",
        "%s: Helm broke down with status %d: %s".formatted(name(chart), result.status(), words));
  }

  /** Helm puts what names no namespace into that of the release. */
  private static void place(Manifest manifest, String namespace) {
    if (manifest.namespace().isEmpty()) {
      manifest.object().withObject("/metadata").put("namespace", namespace);
    }
  }

  private static String what(String chart) {
    return "the chart " + name(chart);
  }

  private static String name(String chart) {
    return chart.isEmpty() ? "the repository" : chart;
  }
}
