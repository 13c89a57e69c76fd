package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.git.apply.Applied.Drift;
import dev.sluice.operator.git.apply.Applied.What;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.kube.OwnedFields;
import dev.sluice.operator.kube.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the cluster to what Git declares. What has not changed since the last time is not asked
 * for. Everything else is tried first, and nothing is written unless all of it would be taken; what
 * cannot be tried before its definition or namespace is there is tried after that was applied.
 */
public final class Application {
  private static final int TOLD = 5;

  private final Target target;
  private final Origin origin;
  private final Rules rules;
  private final Owners owners;
  private final Consumer<Inventory> ledger;
  private final Inventory before;
  private final Map<String, Inventory.Entry> entries;
  private final List<String> changes = new ArrayList<>();
  private final List<Drift> drift = new ArrayList<>();
  private final List<Drift> healed = new ArrayList<>();

  /**
   * How it is done.
   *
   * @param namespace of objects that name none
   * @param prune whether what has left Git is deleted
   * @param heal whether what others have changed is put right
   */
  public record Rules(String namespace, boolean prune, boolean heal) {}

  /** One object that is to be written. */
  private record Write(
      Declared declared, ObjectNode sent, @Nullable JsonNode live, boolean drifted) {}

  /**
   * @param owners who else applies to the cluster
   * @param before what is in the cluster
   * @param ledger is told what may be in the cluster from now on, before anything is written
   */
  public Application(
      Target target,
      Origin origin,
      Rules rules,
      Owners owners,
      Inventory before,
      Consumer<Inventory> ledger) {
    this.target = target;
    this.origin = origin;
    this.rules = rules;
    this.owners = owners;
    this.ledger = ledger;
    this.before = before;
    this.entries = new LinkedHashMap<>(before.entries());
  }

  /**
   * @param suspects ids of objects that are not as they were made
   * @throws ProblemException when something is refused; {@link #soFar} tells what was done before
   */
  public Applied apply(List<Manifest> manifests, Set<String> suspects) {
    List<Declared> all = Declared.all(manifests, rules.namespace(), origin, target.kinds());
    List<Declared> due = all.stream().filter(declared -> isDue(declared, suspects)).toList();
    List<Declared> foundations = due.stream().filter(Declared::isFoundation).toList();
    List<Declared> now = new ArrayList<>();
    List<Declared> later = new ArrayList<>();
    Set<String> namespaces = Declared.namespaces(foundations);
    for (Declared declared : due) {
      (canBeTried(declared, namespaces) ? now : later).add(declared);
    }
    List<Write> writes = tryAll(now, suspects);
    Map<String, ObjectKey> gone = gone(all);
    intend(due);
    write(writes.stream().filter(write -> write.declared().isFoundation()).toList());
    if (!later.isEmpty()) {
      write(tryAll(later, suspects));
    }
    write(writes.stream().filter(write -> !write.declared().isFoundation()).toList());
    prune(gone.values());
    return new Applied(soFar(), changes, drift, healed);
  }

  /** Deletes all that is there, when the GitSync itself goes. */
  public Applied remove() {
    prune(entries.values().stream().map(Inventory.Entry::key).toList());
    return new Applied(soFar(), changes, drift, healed);
  }

  /** What there is, also after a failure. */
  public Inventory soFar() {
    return before.with(entries);
  }

  private boolean isDue(Declared declared, Set<String> suspects) {
    if (Protection.isLeftAlone(declared.object())) {
      return false;
    }
    Inventory.Entry entry = entries.get(declared.key().id());
    return entry == null
        || !declared.hash().equals(entry.declared())
        || suspects.contains(declared.key().id());
  }

  private boolean canBeTried(Declared declared, Set<String> newNamespaces) {
    return target.kinds().of(declared.key().apiVersion(), declared.key().kind()).isPresent()
        && (!newNamespaces.contains(declared.key().namespace())
            || target
                .get(new ObjectKey("", "v1", "Namespace", "", declared.key().namespace()))
                .isPresent());
  }

  /** Tries all; throws when one is refused, with the reasons of the first few. */
  private List<Write> tryAll(Collection<Declared> some, Set<String> suspects) {
    List<Write> writes = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (Declared declared : some) {
      try {
        tryOne(declared, suspects.contains(declared.key().id())).ifPresent(writes::add);
      } catch (ProblemException e) {
        if (e.isRetriable()) {
          throw e;
        }
        refusals.add("%s: %s".formatted(declared.path(), e.explanation()));
      }
    }
    if (!refusals.isEmpty()) {
      throw new ProblemException(
          "ValidationFailed",
          "%s%s"
              .formatted(
                  String.join("; ", refusals.stream().limit(TOLD).toList()),
                  refusals.size() > TOLD ? "; and %d more".formatted(refusals.size() - TOLD) : ""));
    }
    return writes;
  }

  private Optional<Write> tryOne(Declared declared, boolean suspect) {
    ObjectKey key = declared.key();
    Inventory.Entry entry = entries.get(key.id());
    Optional<ObjectNode> live = target.get(key);
    if (live.isPresent()
        && (Protection.isLeftAlone(live.get())
            || (Protection.isMadeOnce(declared.object()) && entry != null))) {
      accept(declared, live.get());
      return Optional.empty();
    }
    if (entry != null && entry.declared() != null && live.isPresent()) {
      requireOwn(key, live.get());
    }
    boolean unchanged = entry != null && declared.hash().equals(entry.declared());
    String known = live.map(Application::commit).orElse("");
    String commit = unchanged && !known.isEmpty() ? known : commit(declared, known);
    ObjectNode sent = declared.at(commit, live.map(Application::content).orElse(""));
    if (live.isPresent()) {
      sent = Foreign.without(sent, live.get(), () -> target.isReleased(key));
    }
    ObjectNode would = target.apply(key, sent, true);
    if (live.filter(now -> isEditStaying(now, would)).isEmpty()) {
      Declared.mark(sent, Content.hash(would).orElse(""));
    }
    if (!unchanged) {
      return Optional.of(new Write(declared, sent, live.orElse(null), false));
    }
    if (live.isPresent() && isSame(live.get(), would)) {
      accept(declared, live.get());
      return Optional.empty();
    }
    Drift found = new Drift(key, live.isPresent() ? What.CHANGED : What.DELETED);
    if (suspect && !rules.heal()) {
      drift.add(found);
      return Optional.empty();
    }
    healed.add(found);
    return Optional.of(new Write(declared, sent, live.orElse(null), true));
  }

  /**
   * Whether others have changed what the object has a workload run, and an apply leaves some of it:
   * then no commit is all that has made it so, and the mark stays what it was.
   */
  private static boolean isEditStaying(JsonNode live, JsonNode would) {
    String mark = content(live);
    return !mark.isEmpty()
        && !Content.hash(live).orElse(mark).equals(mark)
        && Content.isOfOthers(would);
  }

  /** Whether an apply would change nothing of what Git declares. */
  private static boolean isSame(JsonNode live, JsonNode would) {
    return OwnedFields.of(live, Target.FIELD_MANAGER)
        .equals(OwnedFields.of(would, Target.FIELD_MANAGER));
  }

  private void intend(List<Declared> due) {
    boolean isNew = false;
    for (Declared declared : due) {
      isNew |=
          entries.putIfAbsent(
                  declared.key().id(), new Inventory.Entry(declared.key(), null, null, 0, null))
              == null;
    }
    if (isNew) {
      ledger.accept(soFar());
    }
  }

  private void write(List<Write> writes) {
    for (Write write : writes) {
      ObjectNode made = target.apply(write.declared().key(), write.sent(), false);
      accept(write.declared(), made);
      changes.add(
          "%s %s"
              .formatted(
                  write.declared().key().words(),
                  write.live() == null ? "created" : write.drifted() ? "put right" : "configured"));
    }
  }

  private void accept(Declared declared, JsonNode made) {
    entries.put(
        declared.key().id(),
        new Inventory.Entry(
            declared.key(),
            declared.hash(),
            Hashes.made(made),
            LiveObjects.version(made.path("metadata").path("resourceVersion").asText()),
            null));
  }

  /** What is in the inventory and not declared any more. */
  private Map<String, ObjectKey> gone(List<Declared> all) {
    Map<String, ObjectKey> gone = new LinkedHashMap<>();
    entries.forEach((id, entry) -> gone.put(id, entry.key()));
    all.forEach(declared -> gone.remove(declared.key().id()));
    return gone;
  }

  private void prune(Collection<ObjectKey> gone) {
    for (ObjectKey key : gone.stream().sorted(Declared.ORDER.reversed()).toList()) {
      if (rules.prune()) {
        Optional<ObjectNode> live =
            target.kinds().of(key.apiVersion(), key.kind()).isPresent()
                ? target.get(key)
                : Optional.empty();
        if (live.isPresent() && isOurs(live.get()) && !Protection.isKept(live.get())) {
          Optional<String> other = owners.any(key);
          if (other.isEmpty()) {
            target.delete(key);
          }
          changes.add(
              key.words() + other.map(name -> " left to GitSync " + name).orElse(" deleted"));
        }
      }
      entries.remove(key.id());
    }
  }

  /**
   * What another GitSync has taken over and has still is not taken back: the two would do so in
   * turns, without end. What is new is taken over, so an object can move from one to another.
   */
  private void requireOwn(ObjectKey key, JsonNode live) {
    if (isOurs(live)) {
      return;
    }
    JsonNode labels = labels(live);
    owners
        .labelled(
            key,
            labels.path(Origin.SYNC_NAME).asText(),
            labels.path(Origin.SYNC_NAMESPACE).asText())
        .ifPresent(
            other -> {
              throw ProblemException.retriable(
                  "OwnedByAnother",
                  "%s is declared by GitSync %s too, which has applied it: let only one of them declare it"
                      .formatted(key.words(), other),
                  null);
            });
  }

  private static JsonNode labels(JsonNode live) {
    return live.path("metadata").path("labels");
  }

  /** Another GitSync may have taken it over. */
  private boolean isOurs(JsonNode live) {
    JsonNode labels = labels(live);
    return labels.path(Origin.SYNC_NAME).asText().equals(origin.label())
        && labels.path(Origin.SYNC_NAMESPACE).asText().equals(origin.namespace());
  }

  /** What a variable or the spec has changed, and no commit, stays with the commit that it had. */
  private String commit(Declared declared, String known) {
    return origin
        .commits()
        .apply(declared.key().id(), declared.inputs())
        .orElse(known.isEmpty() ? origin.newest() : known);
  }

  private static String commit(JsonNode live) {
    return live.path("metadata").path("annotations").path(Origin.COMMIT).asText("");
  }

  private static String content(JsonNode live) {
    return live.path("metadata").path("annotations").path(Origin.CONTENT).asText("");
  }
}
