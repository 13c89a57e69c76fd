package dev.sluice.crds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The {@code enum} of a string in the schema. Java keeps the string: the API server has refused all
 * others, unless its CRD is of another release.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface Values {
  String[] value();
}
