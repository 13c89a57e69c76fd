package dev.sluice.crds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The {@code format} of a value in the schema. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface Format {
  String DATE_TIME = "date-time";
  String INT32 = "int32";

  String value();
}
