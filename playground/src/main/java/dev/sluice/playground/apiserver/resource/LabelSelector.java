package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Meta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label selectors as in {@code ?labelSelector=}, and the text form of selectors in specs. */
public final class LabelSelector {
  private static final Pattern SET =
      Pattern.compile("([^\\s=!,()<>]+)\\s+(in|notin)\\s+\\(([^)]*)\\)");
  private static final Pattern EQUAL =
      Pattern.compile("([^\\s=!,()<>]+)\\s*(==|=|!=)\\s*([^\\s=!,()<>]*)");
  private static final Pattern ORDER = Pattern.compile("([^\\s=!,()<>]+)\\s*([<>])\\s*(-?\\d+)");
  private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s=!,()<>]+)");

  private LabelSelector() {}

  /**
   * Reads a selector.
   *
   * @throws ApiError 400 if it does not parse
   */
  public static Predicate<ObjectNode> parse(String text) {
    Predicate<Map<String, String>> all = labels -> true;
    for (String part : split(text)) {
      all = all.and(requirement(part));
    }
    Predicate<Map<String, String>> selected = all;
    return object -> selected.test(Meta.of(object).labels());
  }

  /** Splits at commas that are not in parentheses. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && (depth == 0 || i == text.length())) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.removeIf(String::isEmpty);
    return parts;
  }

  private static Predicate<Map<String, String>> requirement(String part) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      Set<String> values = new LinkedHashSet<>();
      Arrays.stream(set.group(3).split(",", -1)).map(String::strip).forEach(values::add);
      String key = set.group(1);
      return set.group(2).equals("in")
          ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
          : labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
    }
    Matcher equal = EQUAL.matcher(part);
    if (equal.matches()) {
      String key = equal.group(1);
      String value = equal.group(3);
      return equal.group(2).equals("!=")
          ? labels -> !value.equals(labels.get(key))
          : labels -> value.equals(labels.get(key));
    }
    Matcher order = ORDER.matcher(part);
    if (order.matches()) {
      long bound = Long.parseLong(order.group(3));
      boolean less = order.group(2).equals("<");
      return labels -> compares(labels.get(order.group(1)), bound, less);
    }
    Matcher exists = EXISTS.matcher(part);
    if (exists.matches()) {
      boolean wanted = exists.group(1).isEmpty();
      return labels -> labels.containsKey(exists.group(2)) == wanted;
    }
    throw ApiError.badRequest("unable to parse requirement: " + part);
  }

  private static boolean compares(
      @org.jspecify.annotations.Nullable String value, long bound, boolean less) {
    if (value == null || !value.matches("-?\\d{1,18}")) {
      return false;
    }
    long number = Long.parseLong(value);
    return less ? number < bound : number > bound;
  }
}
