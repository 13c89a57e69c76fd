package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import java.util.List;

/**
 * What is special about a kind when its objects are written. Implementations change the objects
 * they are given.
 */
public interface Behaviour {
  /** A kind with nothing special about it. */
  Behaviour PLAIN = new Behaviour() {};

  /** Fills in what was left out. */
  default void applyDefaults(ObjectNode object) {}

  /** Prepares a new object: its name, uid and defaults are set. */
  default void prepareCreate(ObjectNode object) {}

  /** Prepares a change of the object; {@code old} must stay as it is. */
  default void prepareUpdate(ObjectNode object, ObjectNode old) {}

  /** What is wrong with a new or changed object. */
  default List<FieldError> validate(ObjectNode object) {
    return List.of();
  }

  /** What is wrong with a change. */
  default List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    return List.of();
  }

  /** Whether the object counts its generations. */
  default boolean countsGenerations() {
    return false;
  }

  /** Whether a change from one object to another starts a new generation. */
  default boolean newGeneration(ObjectNode object, ObjectNode old) {
    return !object.path("spec").equals(old.path("spec"));
  }

  /** Whether dependents are left alone unless the deletion says otherwise. */
  default boolean orphansDependents() {
    return false;
  }

  /**
   * How long the object stays after it was told to go.
   *
   * @param wanted the seconds the client asked for; negative if it did not say
   */
  default long graceSeconds(ObjectNode object, long wanted) {
    return 0;
  }

  /** Whether something besides finalizers in the metadata keeps the object from going. */
  default boolean held(ObjectNode object) {
    return false;
  }

  /** Called when a deletion begins that cannot be completed at once. */
  default void prepareDelete(ObjectNode object) {}

  /** Called after an object was stored. */
  default void stored(ObjectNode object) {}

  /** Called after an object was removed. */
  default void removed(ObjectNode object) {}
}
