package dev.sluice.operator.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The name and version that Sluice shows to others. */
public final class Product {
  /** The version of this build, such as {@code 0.1.0}. */
  public static final String VERSION = version();

  /** How Sluice calls itself in requests. */
  public static final String USER_AGENT = "sluice/" + VERSION;

  private Product() {}

  private static String version() {
    try (InputStream in = Product.class.getResourceAsStream("/sluice.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
