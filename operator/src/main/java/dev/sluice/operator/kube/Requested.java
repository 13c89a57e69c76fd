package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/** The annotation by which somebody asks for work now, whenever its value changes. */
public final class Requested {
  public static final String ANNOTATION = "sluice.dev/requested-at";

  private Requested() {}

  /** What the annotation says; empty when it is not there. */
  public static Optional<String> of(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(ANNOTATION));
  }
}
