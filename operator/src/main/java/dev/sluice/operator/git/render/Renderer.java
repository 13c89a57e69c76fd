package dev.sluice.operator.git.render;

import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.Tree;
import java.io.IOException;

/** One way from the files of a commit to the objects that they declare. */
interface Renderer {
  /**
   * @param path whose directory is written without {@code ./} and slashes at the end; empty for the
   *     root
   * @throws dev.sluice.operator.kube.ProblemException when the files are not as they should be, or
   *     when what it takes to render them is not there
   */
  Rendered render(Tree tree, SyncPath path, Facts facts) throws IOException;
}
