package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which requests a route takes. */
@ApiObject
public record HttpMatch(
    @JsonPropertyDescription("The request's authority (host).") @Nullable StringMatch authority,
    @JsonPropertyDescription("Names of the gateways where this match applies, for istio.")
        List<String> gateways,
    @JsonPropertyDescription("Request headers, by lower-case name; all of them must match.")
        Map<String, StringMatch> headers,
    @JsonPropertyDescription("Whether the case of the URI does not matter. Default: false.")
        @Nullable Boolean ignoreUriCase,
    @JsonPropertyDescription("The request's method, for example GET.") @Nullable StringMatch method,
    @JsonPropertyDescription("A name for this match, as it appears in access logs.")
        @Nullable String name,
    @JsonPropertyDescription("The port that the request came in on.") @Whole @Nullable Integer port,
    @JsonPropertyDescription("Query parameters, by name; all of them must match.")
        Map<String, StringMatch> queryParams,
    @JsonPropertyDescription("The URI's scheme, http or https.") @Nullable StringMatch scheme,
    @JsonPropertyDescription(
            "Labels of the client's workload; for istio, where the gateway mesh is in the list of"
                + " gateways.")
        Map<String, String> sourceLabels,
    @JsonPropertyDescription("Namespace of the client's workload, for istio.")
        @Nullable String sourceNamespace,
    @JsonPropertyDescription("The URI's path.") @Nullable StringMatch uri,
    @JsonPropertyDescription("Request headers that must not match, by lower-case name.")
        Map<String, StringMatch> withoutHeaders) {
  public HttpMatch {
    gateways = Absent.toEmpty(gateways);
    headers = Absent.toEmpty(headers);
    queryParams = Absent.toEmpty(queryParams);
    sourceLabels = Absent.toEmpty(sourceLabels);
    withoutHeaders = Absent.toEmpty(withoutHeaders);
  }
}
