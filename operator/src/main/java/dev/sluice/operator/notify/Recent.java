package dev.sluice.operator.notify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What was said lately; the oldest is forgotten first. */
final class Recent {
  private final Set<String> names;

  Recent(int most) {
    names =
        Collections.synchronizedSet(
            Collections.newSetFromMap(
                new LinkedHashMap<>() {
                  @Override
                  protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > most;
                  }
                }));
  }

  /** Whether it is new. */
  boolean add(String name) {
    return names.add(name);
  }

  void remove(String name) {
    names.remove(name);
  }
}
