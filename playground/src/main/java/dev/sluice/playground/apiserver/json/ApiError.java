package dev.sluice.playground.apiserver.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A refusal, carrying the {@code Status} object that the client gets. */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient ObjectNode status;

  private ApiError(int code, String reason, String message) {
    super(message, null, false, false);
    this.code = code;
    this.status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    status.put("code", code);
  }

  public int code() {
    return code;
  }

  /** The body of the answer. */
  public ObjectNode status() {
    return status;
  }

  public String reason() {
    return Json.textAt(status, "reason");
  }

  /** An error with any code and reason. */
  public static ApiError of(int code, String reason, String message) {
    return new ApiError(code, reason, message);
  }

  public static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message);
  }

  public static ApiError notFound(String group, String resource, String name) {
    return new ApiError(404, "NotFound", qualified(group, resource) + " \"" + name + "\" not found")
        .details(group, resource, name);
  }

  /** The answer to a path that is not served. */
  public static ApiError noSuchPath() {
    ApiError error =
        new ApiError(404, "NotFound", "the server could not find the requested resource");
    error.status.putObject("details");
    return error;
  }

  public static ApiError alreadyExists(String group, String resource, String name) {
    return new ApiError(
            409, "AlreadyExists", qualified(group, resource) + " \"" + name + "\" already exists")
        .details(group, resource, name);
  }

  public static ApiError conflict(String group, String resource, String name, String why) {
    return new ApiError(
            409,
            "Conflict",
            "Operation cannot be fulfilled on "
                + qualified(group, resource)
                + " \""
                + name
                + "\": "
                + why)
        .details(group, resource, name);
  }

  /** The object changed since it was read. */
  public static ApiError modified(String group, String resource, String name) {
    return conflict(
        group,
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  /** Another manager owns fields that an apply would change. */
  public static ApiError applyConflict(String message, List<FieldError> causes) {
    ApiError error = new ApiError(409, "Conflict", message);
    ArrayNode list = error.status.putObject("details").putArray("causes");
    for (FieldError cause : causes) {
      list.addObject()
          .put("reason", "FieldManagerConflict")
          .put("message", cause.detail())
          .put("field", cause.field());
    }
    return error;
  }

  public static ApiError invalid(String group, String kind, String name, List<FieldError> errors) {
    ApiError error =
        new ApiError(
                422,
                "Invalid",
                qualified(group, kind)
                    + " \""
                    + name
                    + "\" is invalid: "
                    + FieldError.summary(errors))
            .details(group, kind, name);
    ArrayNode causes = Json.child(error.status, "details").putArray("causes");
    for (FieldError e : errors) {
      causes
          .addObject()
          .put("reason", e.reason().wire())
          .put("message", e.message())
          .put("field", e.field());
    }
    return error;
  }

  public static ApiError forbidden(String group, String resource, String name, String why) {
    return new ApiError(
            403,
            "Forbidden",
            qualified(group, resource)
                + (name.isEmpty() ? "" : " \"" + name + "\"")
                + " is forbidden: "
                + why)
        .details(group, resource, name);
  }

  /** A resource version or continue token that the history no longer reaches. */
  public static ApiError expired(String message) {
    return new ApiError(410, "Expired", message);
  }

  public static ApiError unsupportedMediaType(String message) {
    return new ApiError(415, "UnsupportedMediaType", message);
  }

  public static ApiError methodNotAllowed() {
    ApiError error =
        new ApiError(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource");
    error.status.putObject("details");
    return error;
  }

  /** Adds the number of seconds after which the client should try again. */
  public ApiError retryAfter(long seconds) {
    Json.child(status, "details").put("retryAfterSeconds", seconds);
    return this;
  }

  private ApiError details(String group, String kind, String name) {
    ObjectNode details = status.putObject("details");
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    details.put("kind", kind);
    return this;
  }

  private static String qualified(String group, String resource) {
    return group.isEmpty() ? resource : resource + '.' + group;
  }
}
