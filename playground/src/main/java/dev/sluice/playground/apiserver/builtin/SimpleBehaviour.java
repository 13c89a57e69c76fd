package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.resource.Behaviour;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A kind that has defaults and rules and no more.
 *
 * @param annotationsCount whether a change of annotations starts a new generation too
 */
record SimpleBehaviour(
    Consumer<ObjectNode> defaults,
    Function<ObjectNode, List<FieldError>> rules,
    BiFunction<ObjectNode, ObjectNode, List<FieldError>> updateRules,
    boolean countsGenerations,
    boolean annotationsCount)
    implements Behaviour {

  /** A kind with defaults only. */
  static SimpleBehaviour defaulted(Consumer<ObjectNode> defaults) {
    return new SimpleBehaviour(defaults, o -> List.of(), (o, old) -> List.of(), false, false);
  }

  SimpleBehaviour withRules(Function<ObjectNode, List<FieldError>> more) {
    return new SimpleBehaviour(defaults, more, updateRules, countsGenerations, annotationsCount);
  }

  SimpleBehaviour withUpdateRules(BiFunction<ObjectNode, ObjectNode, List<FieldError>> more) {
    return new SimpleBehaviour(defaults, rules, more, countsGenerations, annotationsCount);
  }

  SimpleBehaviour counting() {
    return new SimpleBehaviour(defaults, rules, updateRules, true, annotationsCount);
  }

  SimpleBehaviour countingAnnotations() {
    return new SimpleBehaviour(defaults, rules, updateRules, true, true);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    defaults.accept(object);
    StatusZeros.fill(object);
  }

  @Override
  public void prepareCreate(ObjectNode object) {
    StatusZeros.fill(object);
  }

  @Override
  public List<FieldError> validate(ObjectNode object) {
    return rules.apply(object);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    return updateRules.apply(object, old);
  }

  @Override
  public boolean newGeneration(ObjectNode object, ObjectNode old) {
    return !object.path("spec").equals(old.path("spec"))
        || (annotationsCount
            && !object
                .path("metadata")
                .path("annotations")
                .equals(old.path("metadata").path("annotations")));
  }
}
