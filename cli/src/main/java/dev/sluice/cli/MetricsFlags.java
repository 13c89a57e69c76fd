package dev.sluice.cli;

import dev.sluice.operator.boot.OperatorOptions.MetricsAccess;
import dev.sluice.operator.http.StoredCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code --metrics-server} wants of those who ask it. Secrets come from files and from the
 * environment, never from the command line, which everybody can read.
 */
final class MetricsFlags {
  private static final String TENANT = "X-Scope-OrgID";

  @Option(
      names = "--metrics-server-token-file",
      paramLabel = "FILE",
      description = "Its bearer token (env METRICS_SERVER_TOKEN: the token itself).")
  private @Nullable Path tokenFile;

  @Option(
      names = "--metrics-server-username",
      paramLabel = "NAME",
      description = "For basic authentication (env METRICS_SERVER_USERNAME).")
  private String username = "";

  @Option(
      names = "--metrics-server-password-file",
      paramLabel = "FILE",
      description = "The password (env METRICS_SERVER_PASSWORD: the password itself).")
  private @Nullable Path passwordFile;

  @Option(
      names = "--metrics-server-ca-file",
      paramLabel = "FILE",
      description = "Certificates in PEM to trust beside the system's.")
  private @Nullable Path caFile;

  @Option(
      names = "--metrics-server-insecure-skip-verify",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      converter = GoFlags.Bool.class,
      description = "Do not check its certificate (default ${DEFAULT-VALUE}).")
  private boolean insecureSkipVerify;

  @Option(
      names = "--metrics-server-header",
      paramLabel = "NAME=VALUE",
      description = "Sent with every query; may be given several times.")
  private List<String> headers = List.of();

  @Option(
      names = "--metrics-server-tenant",
      paramLabel = "ID",
      description =
          "Sent as X-Scope-OrgID, for Mimir, Cortex and Thanos (env METRICS_SERVER_TENANT).")
  private String tenant = "";

  /**
   * @param env its variables win over the options, as the contract says of its own
   * @throws UserErrorException if a file cannot be read or the options contradict each other
   */
  MetricsAccess access(Map<String, String> env) {
    Map<String, String> given = new HashMap<>();
    Map<String, Path> files = new HashMap<>();
    put("token", env.get("METRICS_SERVER_TOKEN"), tokenFile, given, files);
    put("password", env.get("METRICS_SERVER_PASSWORD"), passwordFile, given, files);
    String user = env.getOrDefault("METRICS_SERVER_USERNAME", username);
    if (!user.isEmpty()) {
      given.put("username", user);
    }
    put("ca.crt", null, caFile, given, files);
    check(given, files);
    return new MetricsAccess(new StoredCredentials(given, files), insecureSkipVerify, headers(env));
  }

  private static void put(
      String key,
      @Nullable String value,
      @Nullable Path file,
      Map<String, String> given,
      Map<String, Path> files) {
    if (value != null && !value.isEmpty()) {
      given.put(key, value);
    } else if (file != null && !file.toString().isEmpty()) {
      files.put(key, file);
    }
  }

  private static void check(Map<String, String> given, Map<String, Path> files) {
    boolean user = given.containsKey("username");
    boolean password = given.containsKey("password") || files.containsKey("password");
    if (user != password) {
      throw new UserErrorException(
          "--metrics-server-username and --metrics-server-password-file (or METRICS_SERVER_PASSWORD)"
              + " go together.");
    }
    if (user && (given.containsKey("token") || files.containsKey("token"))) {
      throw new UserErrorException(
          "--metrics-server-token-file and --metrics-server-username exclude each other.");
    }
    files.values().stream()
        .filter(file -> !Files.isReadable(file))
        .findFirst()
        .ifPresent(
            file -> {
              throw new UserErrorException("--metrics-server-…-file: " + file + " cannot be read.");
            });
  }

  private Map<String, List<String>> headers(Map<String, String> env) {
    Map<String, List<String>> all = new HashMap<>();
    for (String header : headers) {
      int equals = header.indexOf('=');
      if (equals < 1) {
        throw new UserErrorException(
            "--metrics-server-header is NAME=VALUE, not '" + header + "'.");
      }
      all.computeIfAbsent(header.substring(0, equals), name -> new ArrayList<>())
          .add(header.substring(equals + 1));
    }
    String id = env.getOrDefault("METRICS_SERVER_TENANT", tenant);
    if (!id.isEmpty()) {
      all.put(TENANT, List.of(id));
    }
    return all;
  }
}
