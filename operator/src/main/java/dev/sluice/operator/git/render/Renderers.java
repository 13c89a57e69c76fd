package dev.sluice.operator.git.render;

import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Renders the paths of a GitSync, each in the way that it names. */
public final class Renderers {
  private final Renderer plain = new PlainFiles();
  private final Renderer helm;
  private final Renderer kustomize;

  /**
   * @param directory of our own, where programs get their files; what is in it may be thrown away
   */
  public Renderers(Path directory) {
    Workshop workshop = new Workshop(directory);
    this.helm = new HelmCharts(workshop, new HelmLibrary(directory));
    this.kustomize =
        new Kustomizations(workshop, Objects.requireNonNullElse(System.getenv("PATH"), ""));
  }

  /**
   * All objects, in the order of the paths.
   *
   * @param paths empty for the root of the repository
   * @throws dev.sluice.operator.kube.ProblemException when something cannot be rendered
   */
  public Rendered render(Tree tree, List<SyncPath> paths, Facts facts) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    for (SyncPath path : paths.isEmpty() ? List.of(SyncPath.plain("")) : paths) {
      Rendered rendered = of(path).render(tree, path.at(Tree.normal(path.path())), facts);
      manifests.addAll(rendered.manifests());
      notices.addAll(rendered.notices());
    }
    return new Rendered(manifests, notices);
  }

  private Renderer of(SyncPath path) {
    return switch (Objects.requireNonNullElse(path.renderer(), SyncPath.RendererName.Plain)) {
      case Plain -> plain;
      case Helm -> helm;
      case Kustomize -> kustomize;
    };
  }
}
