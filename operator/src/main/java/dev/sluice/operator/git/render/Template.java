package dev.sluice.operator.git.render;

import dev.sluice.operator.kube.ProblemException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills texts with variables: <code>${name}</code>, with <code>:=</code> or <code>:-</code> and
 * what stands for one that is not set or empty, <code>:offset:length</code>, <code>/old/new</code>
 * and <code>//old/new</code>, and <code>^ ^^ , ,,</code> for capital and small letters, as in a
 * shell. <code>$${name}</code> is the text <code>${name}</code>, and a dollar sign without a brace
 * is itself.
 */
final class Template {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern DEFAULT = Pattern.compile(":?[=-](?<text>.*)", Pattern.DOTALL);
  private static final Pattern PART = Pattern.compile(":(?<offset>\\d+)(:(?<length>\\d+))?");
  private static final Pattern REPLACE =
      Pattern.compile("/(?<all>/?)(?<old>[^/]+)(/(?<new>.*))?", Pattern.DOTALL);
  private static final int DEEPEST = 10;
  private static final int SHOWN = 24;

  private final Map<String, String> variables;
  private final String where;

  /**
   * @param where names in messages what is filled
   */
  Template(Map<String, String> variables, String where) {
    this.variables = variables;
    this.where = where;
  }

  /**
   * @throws ProblemException {@code VariableUndefined} or {@code VariableInvalid}
   */
  String fill(String text) {
    return text.contains("${") ? fill(text, 0) : text;
  }

  private String fill(String text, int depth) {
    StringBuilder filled = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("$${", at)) {
        filled.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        int end = end(text, at + 2);
        filled.append(value(text.substring(at + 2, end), depth));
        at = end + 1;
      } else {
        filled.append(text.charAt(at++));
      }
    }
    return filled.toString();
  }

  /** Where the brace closes that opened before {@code from}. */
  private int end(String text, int from) {
    int open = 1;
    for (int at = from; at < text.length(); at++) {
      if (text.startsWith("${", at)) {
        open++;
      } else if (text.charAt(at) == '}' && --open == 0) {
        return at;
      }
    }
    throw invalid(text.substring(from - 2), "has no closing brace");
  }

  private String value(String expression, int depth) {
    Matcher name = NAME.matcher(expression);
    if (!name.lookingAt() || depth >= DEEPEST) {
      throw invalid("${" + expression + "}", "is no variable");
    }
    String value = variables.get(name.group());
    String rest = expression.substring(name.end());
    Matcher otherwise = DEFAULT.matcher(rest);
    if (otherwise.matches()) {
      return value == null || value.isEmpty() ? fill(otherwise.group("text"), depth + 1) : value;
    }
    if (value == null) {
      throw new ProblemException(
          "VariableUndefined",
          "%s uses ${%s}, which spec.substitute does not have: add it, give it a default as in ${%s:=value}, or write $${%s} for a text that is meant so"
              .formatted(where, name.group(), name.group(), name.group()));
    }
    return changed(value, rest, expression);
  }

  private String changed(String value, String how, String expression) {
    Matcher part = PART.matcher(how);
    if (part.matches()) {
      int from = Math.min(number(part.group("offset")), value.length());
      int length = part.group("length") == null ? value.length() : number(part.group("length"));
      return value.substring(from, Math.min(value.length() - from, length) + from);
    }
    Matcher replace = REPLACE.matcher(how);
    if (replace.matches()) {
      String old = Pattern.quote(replace.group("old"));
      String with = replace.group("new") == null ? "" : replace.group("new");
      String quoted = Matcher.quoteReplacement(with);
      return replace.group("all").isEmpty()
          ? value.replaceFirst(old, quoted)
          : value.replaceAll(old, quoted);
    }
    String first = value.isEmpty() ? "" : value.substring(0, 1);
    String others = value.isEmpty() ? "" : value.substring(1);
    return switch (how) {
      case "" -> value;
      case "^" -> first.toUpperCase(Locale.ROOT) + others;
      case "^^" -> value.toUpperCase(Locale.ROOT);
      case "," -> first.toLowerCase(Locale.ROOT) + others;
      case ",," -> value.toLowerCase(Locale.ROOT);
      default -> throw invalid("${" + expression + "}", "is not understood");
    };
  }

  /** What is too large is as good as the largest. */
  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private ProblemException invalid(String text, String what) {
    // The text may be a password that only looks like a variable.
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return new ProblemException(
        "VariableInvalid",
        "%s: %s %s; write $${ for a text that is meant so".formatted(where, shown, what));
  }
}
