package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider and a query. */
@ApiObject
public record MetricTemplateSpec(
    @JsonPropertyDescription("Where the metric is asked for.") @Required Provider provider,
    @JsonPropertyDescription(
            "The query, in the provider's language; it must give one number. A Go template with"
                + " the functions name, namespace, target, service, ingress, route, interval and"
                + " variables, for example {{ target }} or {{ variables.code }}.")
        @Required
        String query) {

  /** Where the metric is asked for. */
  @ApiObject
  public record Provider(
      @JsonPropertyDescription("The kind of provider. This release asks prometheus.")
          @Values({
            "prometheus",
            "influxdb",
            "datadog",
            "externalmetrics",
            "stackdriver",
            "cloudwatch",
            "newrelic",
            "graphite",
            "dynatrace",
            "keptn",
            "splunk"
          })
          @Required
          String type,
      @JsonPropertyDescription("URL of the provider's API. Default: the provider's public one.")
          @Nullable String address,
      @JsonPropertyDescription("HTTP headers that are sent with each query, by name.")
          Map<String, List<String>> headers,
      @JsonPropertyDescription(
              "A Secret in this namespace with the credentials. Keys for prometheus: 'token'"
                  + " (bearer), or 'username' and 'password' (basic), and 'ca.crt' (PEM) to trust a"
                  + " private authority.")
          @Nullable SecretRef secretRef,
      @JsonPropertyDescription("The provider's region, for cloudwatch.") @Nullable String region,
      @JsonPropertyDescription("Whether any TLS certificate is trusted. Default: false.")
          @Nullable Boolean insecureSkipVerify) {
    public Provider {
      headers = Absent.toEmpty(headers);
    }
  }
}
