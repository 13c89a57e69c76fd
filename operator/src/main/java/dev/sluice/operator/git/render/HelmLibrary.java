package dev.sluice.operator.git.render;

import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import com.sun.jna.Native;
import dev.sluice.operator.kube.ProblemException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of Helm lie. Its library is unpacked once for each process of ours, when the
 * first chart is rendered, and is never loaded into it.
 */
final class HelmLibrary {
  private final Path directory;
  private @Nullable Path unpacked;

  /**
   * @param directory of our own, on a file system that programs may be loaded from
   */
  HelmLibrary(Path directory) {
    this.directory = directory;
  }

  /**
   * The library for this system.
   *
   * @throws ProblemException {@code RendererUnavailable}
   */
  synchronized Path file() {
    if (unpacked == null || !Files.isRegularFile(unpacked)) {
      unpacked = unpack();
    }
    return unpacked;
  }

  /** What {@link HelmProcess} needs to run. */
  static String classPath() {
    return Stream.of(HelmProcess.class, TemplateCommand.class, HelmLib.class, Native.class)
        .map(HelmLibrary::source)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Path unpack() {
    // Not by NativeLibrary.getInstance, which downloads what is not there.
    NativeLibrary system = NativeLibrary.serviceProviderLibrary(HelmLibrary.class.getClassLoader());
    if (system == null) {
      throw unavailable(
          "this build of Sluice has no Helm for %s on %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          null);
    }
    String name = system.getBinaryName();
    try (InputStream in = system.getClass().getResourceAsStream("/" + name)) {
      if (in == null) {
        throw unavailable("this build of Sluice lacks Helm's library " + name, null);
      }
      Files.createDirectories(directory);
      Path part = directory.resolve(name + ".part");
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(
          part,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unavailable(
          "Helm's library cannot be written to %s, see --git-cache: %s"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  static ProblemException unavailable(String why, @Nullable Exception cause) {
    return new ProblemException("RendererUnavailable", "charts cannot be rendered: " + why, cause);
  }

  private static String source(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a place that a class was loaded from", e);
    }
  }
}
