package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.git.apply.Applied.Drift;
import dev.sluice.operator.git.apply.Applied.What;
import dev.sluice.operator.git.apply.Inventory.Sighting;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.kube.OwnedFields;
import dev.sluice.operator.kube.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a cluster with what Git declares, where another tool applies it. Writes nothing: whether
 * an object is as it is declared is told by a dry run of an apply, which then changes nothing.
 */
public final class Observation {
  private final Target target;
  private final Rules rules;
  private final Commits commits;
  private final Inventory found;
  private final Map<String, Inventory.Entry> entries;
  private final Map<String, Pending> pending = new HashMap<>();
  private final List<Drift> drift = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final Map<ObjectKey, String> passedOver = new HashMap<>();

  /**
   * How it is done.
   *
   * @param namespace of objects that name none
   * @param now the time
   * @param patience how long the other tool may take to apply a commit
   */
  public record Rules(String namespace, Instant now, Duration patience) {}

  /** Who changed what. */
  @FunctionalInterface
  public interface Commits {
    /**
     * The commit that changed one of some paths last.
     *
     * @param since an older commit; null for as far back as is known
     */
    String of(List<String> paths, @Nullable String since);
  }

  /**
   * @param found what was found before
   */
  public Observation(Target target, Rules rules, Commits commits, Inventory found) {
    this.target = target;
    this.rules = rules;
    this.commits = commits;
    this.found = found;
    this.entries = new LinkedHashMap<>(found.entries());
  }

  /**
   * @param suspects objects that are not as they were seen: by id, what they were before the newest
   *     commit was asked for
   * @param before what was pending before
   * @throws ProblemException when the API server cannot tell
   */
  public Observed look(
      List<Manifest> manifests, Map<String, String> suspects, Map<String, Pending> before) {
    Set<String> declared = new HashSet<>();
    for (Declared one : Declared.all(manifests, rules.namespace(), null, target.kinds())) {
      if (!Protection.isLeftAlone(one.object())) {
        declared.add(one.key().id());
        look(one, suspects.get(one.key().id()), before.get(one.key().id()));
      }
    }
    entries.keySet().retainAll(declared);
    return new Observed(
        found.with(entries).holding(List.of()), pending, drift, changes, passedOver);
  }

  private void look(Declared declared, @Nullable String suspect, @Nullable Pending before) {
    ObjectKey key = declared.key();
    Inventory.Entry same = entries.get(key.id());
    if (same == null || same.seen() == null || !declared.hash().equals(same.declared())) {
      same = null;
    } else if (suspect == null) {
      return;
    }
    Optional<ObjectNode> live = target.get(key);
    if (same != null && !live.map(Hashes::content).orElse("").equals(suspect)) {
      // Perhaps of a newer commit than is known here: the watch has it looked at again.
      passedOver.put(key, suspect);
      return;
    }
    if (live.isPresent() && isAsDeclared(declared, live.get())) {
      accept(declared, live.get(), same);
    } else if (same != null) {
      drift.add(new Drift(key, live.isPresent() ? What.CHANGED : What.DELETED));
      edited(same, live.flatMap(Content::hash).orElse(null));
    } else {
      String content = live.map(Hashes::content).orElse(null);
      Instant since =
          before != null && before.declared().equals(declared.hash())
              ? before.since()
              : rules.now();
      long version = live.map(Observation::version).map(LiveObjects::version).orElse(0L);
      pending.put(key.id(), new Pending(key, declared.hash(), since, content, version));
      if (!since.plus(rules.patience()).isAfter(rules.now())) {
        drift.add(new Drift(key, What.NOT_APPLIED));
      }
    }
  }

  private boolean isAsDeclared(Declared declared, ObjectNode live) {
    if (Protection.isLeftAlone(live) || Protection.isMadeOnce(declared.object())) {
      return true;
    }
    ObjectKey key = declared.key();
    ObjectNode sent = Foreign.without(declared.object(), live, () -> target.isReleased(key));
    try {
      JsonNode would = target.apply(key, sent, true);
      return OwnedFields.desired(live).equals(OwnedFields.desired(would));
    } catch (ProblemException e) {
      if (e.reason().equals("Invalid")) {
        // The other tool cannot apply it either.
        return false;
      }
      throw e;
    }
  }

  /** Remembers what somebody has made of an object; what was seen before stays known. */
  private void edited(Inventory.Entry entry, @Nullable String content) {
    Sighting seen = entry.seen();
    if (seen != null && content != null) {
      entries.put(
          entry.key().id(),
          new Inventory.Entry(
              entry.key(), entry.declared(), entry.made(), entry.version(), seen.with(content)));
    }
  }

  /**
   * @param same what was found before of the same declaration; null if it is another one
   */
  private void accept(Declared declared, JsonNode live, Inventory.@Nullable Entry same) {
    ObjectKey key = declared.key();
    Inventory.Entry before = entries.get(key.id());
    Sighting known = before == null ? null : before.seen();
    String content = Content.hash(live).orElse(null);
    Sighting seen;
    if (same != null && known != null) {
      // What is not as before, and Git does not declare, somebody else has added.
      seen = known.with(content);
    } else {
      String commit = commits.of(declared.inputs(), known == null ? null : known.commit());
      seen = new Sighting(commit, declared.inputs(), content, null);
    }
    entries.put(
        key.id(),
        new Inventory.Entry(
            key,
            declared.hash(),
            Hashes.content(live),
            LiveObjects.version(live.path("metadata").path("resourceVersion").asText()),
            seen));
    if (known == null || !known.commit().equals(seen.commit())) {
      changes.add("%s is of %s".formatted(key.words(), seen.commit().substring(0, 7)));
    }
  }

  private static String version(JsonNode live) {
    return live.path("metadata").path("resourceVersion").asText();
  }
}
