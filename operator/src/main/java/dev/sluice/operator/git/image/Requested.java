package dev.sluice.operator.git.image;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/** Asks for a look now, whenever its value changes. */
final class Requested {
  static final String ANNOTATION = "sluice.dev/requested-at";

  private Requested() {}

  static Optional<String> of(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(ANNOTATION));
  }
}
