package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which requests a route takes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpMatch(
    @Nullable StringMatch authority,
    List<String> gateways,
    Map<String, StringMatch> headers,
    @Nullable Boolean ignoreUriCase,
    @Nullable StringMatch method,
    @Nullable String name,
    @Nullable Integer port,
    Map<String, StringMatch> queryParams,
    @Nullable StringMatch scheme,
    Map<String, String> sourceLabels,
    @Nullable String sourceNamespace,
    @Nullable StringMatch uri,
    Map<String, StringMatch> withoutHeaders) {
  public HttpMatch {
    gateways = Absent.toEmpty(gateways);
    headers = Absent.toEmpty(headers);
    queryParams = Absent.toEmpty(queryParams);
    sourceLabels = Absent.toEmpty(sourceLabels);
    withoutHeaders = Absent.toEmpty(withoutHeaders);
  }
}
