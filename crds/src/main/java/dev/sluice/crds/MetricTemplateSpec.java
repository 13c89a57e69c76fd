package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider and a query. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetricTemplateSpec(Provider provider, String query) {

  /** Where the metric is asked for. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Provider(
      String type,
      @Nullable String address,
      Map<String, List<String>> headers,
      @Nullable SecretRef secretRef,
      @Nullable String region,
      @Nullable Boolean insecureSkipVerify) {
    public Provider {
      headers = Absent.toEmpty(headers);
    }
  }
}
