package dev.sluice.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What Go's flag package accepts and picocli does not by itself. */
final class GoFlags {
  private static final Set<String> TRUE = Set.of("1", "t", "true");
  private static final Set<String> FALSE = Set.of("0", "f", "false");

  private GoFlags() {}

  /**
   * Gives options that were written with one dash their second one, if there is such an option.
   *
   * @param args what was written after the command's name
   * @param known the names of the command's options, with both dashes
   */
  static List<String> withTwoDashes(List<String> args, Set<String> known) {
    return args.stream().map(arg -> withTwoDashes(arg, known)).toList();
  }

  private static String withTwoDashes(String arg, Set<String> known) {
    if (arg.length() < 3 || arg.charAt(0) != '-' || arg.charAt(1) == '-') {
      return arg;
    }
    int equals = arg.indexOf('=');
    String name = "-" + (equals < 0 ? arg : arg.substring(0, equals));
    return known.contains(name) ? "-" + arg : arg;
  }

  /** The words that Go takes for true and false. */
  static final class Bool implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String value) {
      String word = value.toLowerCase(Locale.ROOT);
      if (TRUE.contains(word)) {
        return true;
      }
      if (FALSE.contains(word)) {
        return false;
      }
      throw new TypeConversionException("'" + value + "' is neither true nor false");
    }
  }
}
