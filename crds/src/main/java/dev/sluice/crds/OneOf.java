package dev.sluice.crds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The {@code oneOf} of a {@link StringMatch} in the schema: which of its fields there are, and that
 * only one of them is set. On a component it holds for the match itself, or for each one of its
 * list or map, in place of the one on the type.
 */
@Target({ElementType.FIELD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@interface OneOf {
  /** The fields; others of the type are left out of the schema. */
  String[] value();

  /** Whether none may be set as well. */
  boolean orNone() default false;
}
