package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.Optional;

/** Says what an error of the API server means for a person. */
public final class Refusal {
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY_REQUESTS = 429;

  /** What an API server says to an apply with a field that the kind does not have, and with 500. */
  private static final String NOT_IN_SCHEMA = "failed to create typed patch object (";

  /** Who asks, if nobody else. */
  public static final String OPERATOR = "the operator";

  private Refusal() {}

  /**
   * What is asked for.
   *
   * @param group empty for the core API
   * @param plural as in RBAC's rules
   */
  public record Kind(String group, String kind, String plural) {
    static Kind of(Class<? extends HasMetadata> type) {
      return new Kind(
          Optional.ofNullable(HasMetadata.getGroup(type)).orElse(""),
          HasMetadata.getKind(type),
          HasMetadata.getPlural(type));
    }
  }

  /**
   * @param verb what RBAC calls the request, such as {@code patch}
   * @param subresource such as {@code /scale}, or empty
   * @param name empty for all of the kind
   */
  static ProblemException of(
      String verb,
      Class<? extends HasMetadata> type,
      String subresource,
      String namespace,
      String name,
      KubernetesClientException error) {
    return of(verb, Kind.of(type), subresource, namespace, name, error);
  }

  /** The same, for a kind that has no class. */
  public static ProblemException of(
      String verb,
      Kind kind,
      String subresource,
      String namespace,
      String name,
      KubernetesClientException error) {
    return of(verb, kind, subresource, namespace, name, OPERATOR, error);
  }

  /**
   * The same, for somebody else.
   *
   * @param who has asked, at the beginning of a sentence
   */
  public static ProblemException of(
      String verb,
      Kind kind,
      String subresource,
      String namespace,
      String name,
      String who,
      KubernetesClientException error) {
    var subject = subject(kind, namespace, name);
    var said = said(error);
    if (error.getCode() < HttpURLConnection.HTTP_OK) {
      return ProblemException.retriable(
          "ApiServerUnreachable",
          "the API server cannot be reached for %s: %s".formatted(subject, said),
          error);
    }
    if (said.startsWith(NOT_IN_SCHEMA)) {
      return new ProblemException(
          "Invalid",
          "the API server refuses %s: %s"
              .formatted(
                  subject,
                  said.substring(said.indexOf("): ") + "): ".length()).replace("\n", "; ")),
          error);
    }
    return switch (error.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new ProblemException(
              "Unauthorized",
              "the API server does not accept the credentials of %s: %s".formatted(who, said),
              error);
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new ProblemException("Forbidden", forbidden(who, verb, kind, subresource, said), error);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new ProblemException(
              "NotFound", "%s cannot be found: %s".formatted(subject, said), error);
      case HttpURLConnection.HTTP_CONFLICT ->
          ProblemException.retriable(
              "Conflict", "%s was changed by somebody else: %s".formatted(subject, said), error);
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          new ProblemException(
              "Invalid", "the API server refuses %s: %s".formatted(subject, said), error);
      default ->
          error.getCode() == TOO_MANY_REQUESTS
                  || error.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR
              ? ProblemException.retriable(
                  "ApiServerUnavailable",
                  "the API server could not %s %s: %s".formatted(verb, subject, said),
                  error)
              : new ProblemException(
                  "ApiServerError",
                  "the API server did not %s %s: %s".formatted(verb, subject, said),
                  error);
    };
  }

  private static String subject(Kind kind, String namespace, String name) {
    if (name.isEmpty()) {
      return kind.plural();
    }
    return namespace.isEmpty()
        ? kind.kind() + " " + name
        : kind.kind() + " " + name + "." + namespace;
  }

  private static String forbidden(
      String who, String verb, Kind kind, String subresource, String said) {
    return "%s may not %s %s: add a rule with apiGroups [\"%s\"], resources [\"%s%s\"], verbs [\"%s\"] to its role (%s)"
        .formatted(
            who,
            verb,
            kind.plural() + subresource,
            kind.group(),
            kind.plural().toLowerCase(Locale.ROOT),
            subresource,
            verb,
            said);
  }

  /** The server's own sentence, without the client's preamble of URLs. */
  private static String said(KubernetesClientException error) {
    var status = error.getStatus();
    if (status != null && status.getMessage() != null && !status.getMessage().isBlank()) {
      return status.getMessage();
    }
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
