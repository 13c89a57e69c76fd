package dev.sluice.operator.metrics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much of a Knative Service as its metrics need: the name of its newest revision. */
@Group("serving.knative.dev")
@Version("v1")
@Kind("Service")
@Plural("services")
public final class KnativeService extends CustomResource<Map<String, Object>, KnativeService.Status>
    implements Namespaced {

  /**
   * What Knative says of it.
   *
   * @param latestCreatedRevisionName null until there is one
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(@Nullable String latestCreatedRevisionName) {}
}
