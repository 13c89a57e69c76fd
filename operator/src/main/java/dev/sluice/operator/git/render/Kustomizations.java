package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.Tree;
import dev.sluice.operator.kube.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kustomizations, built by {@code kustomize} or {@code kubectl kustomize}, whichever of them is on
 * the operator's path, from the files of the commit alone: it runs without our environment, without
 * plugins, and with a proxy that is not there, so that nothing can be fetched.
 */
final class Kustomizations implements Renderer {
  /** No server listens on this port. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  /** How kubectl logs an error, from its version 1.32 on. */
  private static final Pattern LOGGED =
      Pattern.compile(
          "err=(\"(?<line>(?:[^\"\\\\]|\\\\.)*)\"|<\\n(?<lines>.*?)\\n >)", Pattern.DOTALL);

  private static final Pattern ERROR = Pattern.compile("^[Ee]rror: ");

  private final Workshop workshop;
  private final String searchPath;

  /**
   * @param searchPath directories in which the program is looked for, as in {@code PATH}
   */
  Kustomizations(Workshop workshop, String searchPath) {
    this.workshop = workshop;
    this.searchPath = searchPath;
  }

  @Override
  public Rendered render(Tree tree, SyncPath path, Facts facts) throws IOException {
    List<String> inputs = KustomizationBases.of(tree, path.path());
    List<String> command = new ArrayList<>(program());
    try (Workshop.Bench bench = workshop.open(tree, path.path())) {
      for (String input : inputs) {
        bench.lay(input);
      }
      command.add(bench.place(path.path()).toString());
      String text = run(bench, path.path(), command);
      Documents documents = new Documents(path.path(), inputs);
      for (JsonNode document : Yaml.readRendered(text, path.path())) {
        documents.add(document);
      }
      return new Rendered(documents.manifests(), List.of());
    }
  }

  private static String run(Workshop.Bench bench, String directory, List<String> command)
      throws IOException {
    String name = directory.isEmpty() ? "the repository" : directory;
    String home = bench.home().toString();
    Program.Result result =
        Program.run(
            "the kustomization " + name,
            command,
            bench.home(),
            Map.of(
                "HOME", home,
                "TMPDIR", home,
                "PATH", home,
                "HTTP_PROXY", NOWHERE,
                "HTTPS_PROXY", NOWHERE),
            Program.Limits.DEFAULT);
    if (result.status() != 0) {
      throw new ProblemException(
          "KustomizationInvalid", "%s: %s".formatted(name, bench.words(words(result.messages()))));
    }
    return result.output();
  }

  private static String words(String messages) {
    Matcher logged = LOGGED.matcher(messages);
    if (!logged.find()) {
      return ERROR.matcher(messages.strip()).replaceFirst("");
    }
    return logged.group("line") == null
        ? logged.group("lines").replace("\t", "")
        : logged.group("line").replace("\\n", "\n").replace("\\\"", "\"");
  }

  /** Looked for each time: what is installed later is found. */
  private List<String> program() {
    return find("kustomize")
        .map(program -> List.of(program, "build"))
        .or(() -> find("kubectl").map(program -> List.of(program, "kustomize")))
        .orElseThrow(
            () ->
                new ProblemException(
                    "RendererUnavailable",
                    "there is no kustomize and no kubectl on the operator's PATH: add one of them to its image, or mount it"));
  }

  private Optional<String> find(String name) {
    for (String directory : searchPath.split(File.pathSeparator, -1)) {
      Path program = Path.of(directory, name);
      if (!directory.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
        return Optional.of(program.toAbsolutePath().toString());
      }
    }
    return Optional.empty();
  }
}
