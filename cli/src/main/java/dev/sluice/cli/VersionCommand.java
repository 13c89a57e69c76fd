package dev.sluice.cli;

import dev.sluice.operator.boot.Product;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code sluice version}. */
@Command(name = "version", description = "Show the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable {
  private final PrintWriter out;

  VersionCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void run() {
    out.println("sluice " + Product.VERSION);
  }
}
