package dev.sluice.operator.metrics;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Query templates in the syntax of Go's text/template, as far as queries use it: the functions of
 * {@link TemplateModel}, {@code variables.key}, {@code index variables "key"}, string literals,
 * comments, and trim markers. Everything else of that language is refused by name rather than
 * rendered wrongly.
 */
final class QueryTemplate {
  private static final Map<String, Function<TemplateModel, String>> FUNCTIONS =
      Map.of(
          "name", TemplateModel::name,
          "namespace", TemplateModel::namespace,
          "target", TemplateModel::target,
          "arm", TemplateModel::target,
          "service", TemplateModel::service,
          "ingress", TemplateModel::ingress,
          "route", TemplateModel::route,
          "interval", TemplateModel::interval);
  private static final String KNOWN =
      "name, namespace, target, arm, service, ingress, route, interval and variables.<key>";

  private static final String LITERAL = "\"(?:[^\"\\\\\\n]|\\\\.)*+\"|`[^`]*+`";

  /** What stands between the delimiters; a comment or a literal may contain the closing one. */
  private static final Pattern INSIDE =
      Pattern.compile("(?:/\\*.*?\\*/|" + LITERAL + "|(?!}}).)*+", Pattern.DOTALL);

  private static final Pattern LEFT_TRIM = Pattern.compile("-\\s.*", Pattern.DOTALL);
  private static final Pattern RIGHT_TRIM = Pattern.compile(".*\\s-", Pattern.DOTALL);
  private static final Pattern FUNCTION = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern VARIABLE =
      Pattern.compile("variables\\.([\\p{L}_][\\p{L}\\p{N}_]*)");
  private static final Pattern INDEX = Pattern.compile("index\\s+variables\\s+(" + LITERAL + ")");
  private static final Pattern WHOLE_LITERAL = Pattern.compile(LITERAL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private final String template;
  private final TemplateModel model;

  private QueryTemplate(String template, TemplateModel model) {
    this.template = template;
    this.model = model;
  }

  /**
   * The query.
   *
   * @throws RenderException when the template is wrong or names a variable that is not set
   */
  static String render(String template, TemplateModel model) throws RenderException {
    return new QueryTemplate(template, model).rendered();
  }

  private String rendered() throws RenderException {
    StringBuilder query = new StringBuilder();
    Matcher inside = INSIDE.matcher(template);
    int from = 0;
    boolean trim = false;
    for (int at = template.indexOf("{{"); at >= 0; at = template.indexOf("{{", from)) {
      inside.region(at + 2, template.length());
      if (!inside.lookingAt() || inside.end() == template.length()) {
        throw wrong(at, "{{ is not closed by }}");
      }
      String action = inside.group();
      String text = text(from, at, trim);
      boolean trimBefore = LEFT_TRIM.matcher(action).matches();
      trim = RIGHT_TRIM.matcher(action).matches();
      query.append(trimBefore ? text.stripTrailing() : text);
      String expression =
          action.substring(trimBefore ? 1 : 0, action.length() - (trim ? 1 : 0)).strip();
      if (!isComment(expression)) {
        query.append(value(expression, at));
      }
      from = inside.end() + 2;
    }
    return query.append(text(from, template.length(), trim)).toString();
  }

  private String text(int from, int to, boolean trimmed) {
    String text = template.substring(from, to);
    return trimmed ? text.stripLeading() : text;
  }

  private static boolean isComment(String expression) {
    return expression.startsWith("/*") && expression.endsWith("*/");
  }

  private String value(String expression, int at) throws RenderException {
    Function<TemplateModel, String> function = FUNCTIONS.get(expression);
    if (function != null) {
      String value = function.apply(model);
      if (value.isEmpty()) {
        throw wrong(
            at,
            "{{ %s }} has no value; set it for this metric, for example 1m".formatted(expression));
      }
      return value;
    }
    Matcher variable = VARIABLE.matcher(expression);
    if (variable.matches()) {
      return variable(variable.group(1), at);
    }
    Matcher index = INDEX.matcher(expression);
    if (index.matches()) {
      return variable(unquoted(index.group(1)), at);
    }
    if (WHOLE_LITERAL.matcher(expression).matches()) {
      return unquoted(expression);
    }
    throw unknown(expression, at);
  }

  private String variable(String key, int at) throws RenderException {
    String value = model.variables().get(key);
    if (value == null) {
      throw wrong(
          at,
          "the variable \"%s\" is not set; add it to the metric's templateVariables"
              .formatted(key));
    }
    return value;
  }

  private RenderException unknown(String expression, int at) {
    if (expression.isEmpty()) {
      return wrong(at, "nothing between {{ and }}");
    }
    if (expression.equals("variables")) {
      return wrong(at, "variables needs a key: {{ variables.<key> }}");
    }
    if (FUNCTION.matcher(expression).matches()) {
      return wrong(at, "function \"%s\" is not known; there are %s".formatted(expression, KNOWN));
    }
    return wrong(
        at,
        "{{ %s }} is more than a query template can do; it can name %s"
            .formatted(expression, KNOWN));
  }

  private RenderException wrong(int at, String what) {
    long line = template.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    return new RenderException("line %d: %s".formatted(line, what));
  }

  private static String unquoted(String literal) {
    String inner = literal.substring(1, literal.length() - 1);
    if (literal.startsWith("`")) {
      return inner;
    }
    return ESCAPE
        .matcher(inner)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    switch (escape.group(1)) {
                      case "n" -> "\n";
                      case "t" -> "\t";
                      default -> escape.group(1);
                    }));
  }

  /** The template is wrong; the message says where and what to write. */
  static final class RenderException extends Exception {
    private static final long serialVersionUID = 1L;

    RenderException(String message) {
      super(message);
    }
  }
}
