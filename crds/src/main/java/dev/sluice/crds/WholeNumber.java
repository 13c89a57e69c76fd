package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A count that Flagger's schema calls a {@code number}. So does ours, or a manifest that Flagger's
 * CRD admits would be refused; {@link WholeReader} drops the fraction.
 */
@JacksonAnnotationsInside
@JsonDeserialize(using = WholeReader.class)
@SchemaFrom(type = Double.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface WholeNumber {}
