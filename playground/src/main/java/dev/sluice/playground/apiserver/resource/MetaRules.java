package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What names, labels and annotations may look like. */
public final class MetaRules {
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SERVICE = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern PATH_SEGMENT = Pattern.compile("(?!\\.\\.?$)[^/%]+");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Set<String> LABEL_NAMED = Set.of("Namespace");
  private static final Set<String> FREELY_NAMED =
      Set.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");
  private static final int SUBDOMAIN_LIMIT = 253;
  private static final int LABEL_LIMIT = 63;

  private MetaRules() {}

  static List<FieldError> check(ResourceType type, ObjectNode object) {
    Meta meta = Meta.of(object);
    List<FieldError> errors = new ArrayList<>();
    checkName(type, meta, errors);
    errors.addAll(labels("metadata.labels", meta.labels()));
    for (String key : meta.annotations().keySet()) {
      if (!qualifiedName(key.toLowerCase(java.util.Locale.ROOT))) {
        errors.add(invalidKey("metadata.annotations", key));
      }
    }
    return errors;
  }

  /** What is wrong with the metadata of a change. */
  static List<FieldError> checkChange(ObjectNode object, ObjectNode old) {
    List<String> added = new ArrayList<>(Meta.of(object).finalizers());
    added.removeAll(Meta.of(old).finalizers());
    return !Meta.of(old).deleting() || added.isEmpty()
        ? List.of()
        : List.of(
            FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string{"
                    + String.join(", ", added.stream().map(f -> Json.string(Json.text(f))).toList())
                    + '}'));
  }

  private static void checkName(ResourceType type, Meta meta, List<FieldError> errors) {
    String name = meta.name();
    if (name.isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else if (FREELY_NAMED.contains(type.kind())) {
      if (!PATH_SEGMENT.matcher(name).matches()) {
        errors.add(
            FieldError.invalid(
                "metadata.name", name, "may not contain '/' or '%', or be '.' or '..'"));
      }
    } else if (type.kind().equals("Service") && type.group().isEmpty()) {
      if (!SERVICE.matcher(name).matches() || name.length() > LABEL_LIMIT) {
        errors.add(
            FieldError.invalid(
                "metadata.name",
                name,
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                    + " with an alphabetic character, and end with an alphanumeric character (e.g."
                    + " 'my-name',  or 'abc-123', regex used for validation is"
                    + " '[a-z]([-a-z0-9]*[a-z0-9])?')"));
      }
    } else if (LABEL_NAMED.contains(type.kind())) {
      dnsLabel("metadata.name", name).ifPresent(errors::add);
    } else if (!SUBDOMAIN.matcher(name).matches() || name.length() > SUBDOMAIN_LIMIT) {
      errors.add(
          FieldError.invalid(
              "metadata.name",
              name,
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                  + " 'example.com', regex used for validation is"
                  + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
    }
  }

  /** What is wrong with a name that must be a DNS label, such as a container's. */
  public static java.util.Optional<FieldError> dnsLabel(String field, String value) {
    if (value.length() > LABEL_LIMIT) {
      return java.util.Optional.of(
          FieldError.invalid(field, value, "must be no more than 63 bytes"));
    }
    return LABEL.matcher(value).matches()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            FieldError.invalid(
                field,
                value,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                    + " '-', and must start and end with an alphanumeric character (e.g."
                    + " 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"));
  }

  /** What is wrong with a map of labels. */
  public static List<FieldError> labels(String field, Map<String, String> labels) {
    List<FieldError> errors = new ArrayList<>();
    labels.forEach(
        (key, value) -> {
          if (!qualifiedName(key)) {
            errors.add(invalidKey(field, key));
          }
          if (value.length() > LABEL_LIMIT) {
            errors.add(FieldError.invalid(field, value, "must be no more than 63 bytes"));
          } else if (!value.isEmpty() && !QUALIFIED.matcher(value).matches()) {
            errors.add(
                FieldError.invalid(
                    field,
                    value,
                    "a valid label must be an empty string or consist of alphanumeric characters,"
                        + " '-', '_' or '.', and must start and end with an alphanumeric character"
                        + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation"
                        + " is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"));
          }
        });
    return errors;
  }

  private static FieldError invalidKey(String field, String key) {
    return new FieldError(
        FieldError.Reason.INVALID,
        field,
        Json.string(Json.text(key)),
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
            + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
            + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
  }

  private static boolean qualifiedName(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    boolean prefixFits =
        slash < 0
            || (slash <= SUBDOMAIN_LIMIT && SUBDOMAIN.matcher(key.substring(0, slash)).matches());
    return prefixFits && name.length() <= LABEL_LIMIT && QUALIFIED.matcher(name).matches();
  }
}
