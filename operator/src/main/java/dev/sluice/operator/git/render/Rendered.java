package dev.sluice.operator.git.render;

import java.util.List;

/**
 * What a part of a commit declares.
 *
 * @param notices what of it is not done, for people
 */
public record Rendered(List<Manifest> manifests, List<String> notices) {
  public Rendered {
    manifests = List.copyOf(manifests);
    notices = List.copyOf(notices);
  }
}
