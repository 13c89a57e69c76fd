package dev.sluice.playground.world.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;

/** Changes to headers: first those that are set, then added, then removed. */
record HeaderEdit(
    List<Map.Entry<String, String>> set, List<Map.Entry<String, String>> add, List<String> remove) {
  static final HeaderEdit NONE = new HeaderEdit(List.of(), List.of(), List.of());

  Headers apply(Headers headers) {
    if (equals(NONE)) {
      return headers;
    }
    Headers.Builder edited = headers.newBuilder();
    set.forEach(header -> edited.set(header.getKey(), header.getValue()));
    add.forEach(header -> edited.add(header.getKey(), header.getValue()));
    remove.forEach(edited::removeAll);
    return edited.build();
  }

  HeaderEdit and(HeaderEdit next) {
    return new HeaderEdit(
        joined(set, next.set), joined(add, next.add), joined(remove, next.remove));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    List<T> both = new ArrayList<>(one);
    both.addAll(other);
    return List.copyOf(both);
  }
}
