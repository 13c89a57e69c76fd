package dev.sluice.playground.apiserver.schema;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions that Kubernetes adds to CEL: those of lists, regular expressions, URLs and
 * quantities.
 */
final class CelLibrary {
  private static final Comparator<Object> ORDER = CelLibrary::compare;
  private static final CelType ANY_LIST = ListType.create(SimpleType.DYN);

  static final List<CelFunctionDecl> DECLARATIONS =
      List.of(
          member("isSorted", "list_is_sorted", SimpleType.BOOL, ANY_LIST),
          member("sum", "list_sum", SimpleType.DYN, ANY_LIST),
          member("min", "list_min", SimpleType.DYN, ANY_LIST),
          member("max", "list_max", SimpleType.DYN, ANY_LIST),
          member("find", "string_find", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING),
          member(
              "findAll",
              "string_find_all",
              ListType.create(SimpleType.STRING),
              SimpleType.STRING,
              SimpleType.STRING),
          CelFunctionDecl.newFunctionDeclaration(
              "isURL",
              CelOverloadDecl.newGlobalOverload("is_url", SimpleType.BOOL, SimpleType.STRING)),
          CelFunctionDecl.newFunctionDeclaration(
              "isQuantity",
              CelOverloadDecl.newGlobalOverload(
                  "is_quantity", SimpleType.BOOL, SimpleType.STRING)));

  static final List<CelFunctionBinding> BINDINGS =
      List.of(
          CelFunctionBinding.from("list_is_sorted", List.class, CelLibrary::sorted),
          CelFunctionBinding.from("list_sum", List.class, CelLibrary::sum),
          CelFunctionBinding.from(
              "list_min", List.class, list -> elements(list).stream().min(ORDER).orElseThrow()),
          CelFunctionBinding.from(
              "list_max", List.class, list -> elements(list).stream().max(ORDER).orElseThrow()),
          CelFunctionBinding.from("string_find", String.class, String.class, CelLibrary::find),
          CelFunctionBinding.from(
              "string_find_all", String.class, String.class, CelLibrary::findAll),
          CelFunctionBinding.from("is_url", String.class, CelLibrary::url),
          CelFunctionBinding.from(
              "is_quantity", String.class, text -> Quantities.amount(text).isPresent()));

  private CelLibrary() {}

  private static CelFunctionDecl member(String name, String id, CelType result, CelType... args) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload(id, result, args));
  }

  private static int compare(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    return a.toString().compareTo(b.toString());
  }

  private static List<Object> elements(List<?> list) {
    return new ArrayList<>(list);
  }

  private static boolean sorted(List<?> list) {
    List<Object> copy = elements(list);
    copy.sort(ORDER);
    return copy.equals(list);
  }

  private static Object sum(List<?> list) {
    boolean whole = list.stream().allMatch(e -> e instanceof Long);
    if (whole) {
      return list.stream().mapToLong(e -> (Long) e).sum();
    }
    return list.stream().mapToDouble(e -> ((Number) e).doubleValue()).sum();
  }

  private static String find(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    return m.find() ? m.group() : "";
  }

  private static List<String> findAll(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(r -> r.group()).toList();
  }

  private static boolean url(String text) {
    try {
      return new URI(text).isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
