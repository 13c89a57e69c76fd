package dev.sluice.operator.git.render;

import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.Result;
import com.marcnuri.helm.jni.ShowOptions;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program that renders one chart: see {@link HelmCharts} for who runs it, and why not in our
 * own process. It has a small class path, so that it uses little else of ours.
 */
final class HelmProcess {
  /** Status when the chart cannot be rendered; the output says why. */
  static final int REFUSED = 10;

  /** Status when the library cannot be loaded; the output says why. */
  static final int NO_LIBRARY = 11;

  private HelmProcess() {}

  /**
   * Writes definitions and manifests.
   *
   * @param args the library, the chart, the name of the release, its namespace, the version of
   *     Kubernetes, whether to leave out custom resource definitions, and the files with values
   */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    int status = run(args, out);
    out.flush();
    // Go's threads would keep the process.
    Runtime.getRuntime().halt(status);
  }

  private static int run(String[] args, PrintStream out) {
    HelmLib helm;
    try {
      helm = Native.load(args[0], HelmLib.class);
    } catch (UnsatisfiedLinkError e) {
      out.print(e.getMessage());
      return NO_LIBRARY;
    }
    try {
      EmptyCluster.start(Path.of(System.getenv("KUBECONFIG")));
      Path chart = Path.of(args[1]);
      TemplateCommand template =
          new TemplateCommand(helm, chart)
              .withName(args[2])
              .withNamespace(args[3])
              .withKubeVersion(args[4]);
      for (int i = 6; i < args.length; i++) {
        template.withValuesFile(Path.of(args[i]));
      }
      String manifests = template.call();
      if (!Boolean.parseBoolean(args[5])) {
        out.println(definitions(helm, chart));
        out.println("---");
      }
      out.println(manifests);
      return 0;
    } catch (IllegalStateException e) {
      out.print(e.getMessage());
      return REFUSED;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String definitions(HelmLib helm, Path chart) {
    Result shown = helm.Show(new ShowOptions(chart.toString(), "crds", "", "", "", "", 0, 0, 0));
    helm.Free(shown);
    if (shown.err != null && !shown.err.isBlank()) {
      throw new IllegalStateException(shown.err);
    }
    return shown.out == null ? "" : shown.out;
  }
}
