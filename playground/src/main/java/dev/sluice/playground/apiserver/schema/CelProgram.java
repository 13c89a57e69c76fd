package dev.sluice.playground.apiserver.schema;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A compiled rule. Rules that do not compile fail when they are evaluated. */
final class CelProgram {
  private static final Pattern OLD = Pattern.compile("\\boldSelf\\b");
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableRegexPartialMatch(true)
          .build();
  private static final Cel PLAIN = cel(false);
  private static final Cel OPTIONAL_OLD = cel(true);
  private static final Map<String, CelProgram> COMPILED = new ConcurrentHashMap<>();

  private final boolean usesOld;
  private final CelRuntime.@Nullable Program program;
  private final String fault;

  private CelProgram(boolean usesOld, CelRuntime.@Nullable Program program, String fault) {
    this.usesOld = usesOld;
    this.program = program;
    this.fault = fault;
  }

  /** What came of a rule. */
  sealed interface Outcome {}

  /** The rule holds. */
  record Holds() implements Outcome {}

  /** The rule is broken. */
  record Broken() implements Outcome {}

  /** The rule could not be evaluated. */
  record Failed(String why) implements Outcome {}

  private static Cel cel(boolean optionalOld) {
    return CelFactory.plannerCelBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addVar("self", SimpleType.DYN)
        .addVar("oldSelf", optionalOld ? OptionalType.create(SimpleType.DYN) : SimpleType.DYN)
        .addCompilerLibraries(
            CelExtensions.strings(),
            CelExtensions.math(),
            CelExtensions.sets(OPTIONS),
            CelExtensions.bindings(),
            CelExtensions.comprehensions(),
            CelExtensions.optional())
        .addRuntimeLibraries(
            CelExtensions.strings(),
            CelExtensions.math(),
            CelExtensions.sets(OPTIONS),
            CelExtensions.comprehensions(),
            CelExtensions.optional())
        .addFunctionDeclarations(CelLibrary.DECLARATIONS)
        .addFunctionBindings(CelLibrary.BINDINGS)
        .build();
  }

  /** Compiles a rule, or finds it compiled. */
  static CelProgram compile(String expression, boolean optionalOld) {
    return COMPILED.computeIfAbsent(
        (optionalOld ? "?" : "") + expression, key -> make(expression, optionalOld));
  }

  private static CelProgram make(String expression, boolean optionalOld) {
    boolean usesOld = OLD.matcher(expression).find();
    Cel cel = optionalOld ? OPTIONAL_OLD : PLAIN;
    try {
      CelAbstractSyntaxTree ast = cel.compile(expression).getAst();
      return new CelProgram(usesOld, cel.createProgram(ast), "");
    } catch (CelValidationException | CelEvaluationException e) {
      return new CelProgram(usesOld, null, String.valueOf(e.getMessage()));
    }
  }

  /** Why the rule does not compile; empty if it does. */
  String fault() {
    return fault;
  }

  /** Whether the rule compares with the object before. */
  boolean usesOld() {
    return usesOld;
  }

  Outcome evaluate(Map<String, Object> variables) {
    if (program == null) {
      return new Failed("rule compile error: " + fault);
    }
    try {
      return Boolean.TRUE.equals(program.eval(variables)) ? new Holds() : new Broken();
    } catch (CelEvaluationException e) {
      String why = String.valueOf(e.getMessage()).replaceFirst("^evaluation error at [^ ]+ ", "");
      return new Failed(why);
    }
  }

  /** The text that a message expression makes; empty if it fails. */
  String text(Map<String, Object> variables) {
    if (program == null) {
      return "";
    }
    try {
      return String.valueOf(program.eval(variables));
    } catch (CelEvaluationException e) {
      return "";
    }
  }
}
