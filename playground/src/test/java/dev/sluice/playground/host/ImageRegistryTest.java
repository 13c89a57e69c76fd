package dev.sluice.playground.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.playground.host.Webhook.Proof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageRegistryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OkHttpClient http = new OkHttpClient();
  private ImageRegistry registry;
  private HttpUrl base;

  @BeforeEach
  void start() throws IOException {
    registry = ImageRegistry.start();
    base = HttpUrl.get("http://" + registry.image("podinfo").replace("podinfo", "v2/"));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void listsTagsPageByPage() throws IOException {
    for (String tag : List.of("1.2.0", "1.0.0", "1.1.0")) {
      registry.push("podinfo", tag);
    }
    List<String> pages = new ArrayList<>();
    Optional<HttpUrl> next = Optional.ofNullable(base.resolve("podinfo/tags/list?n=2"));
    while (next.isPresent()) {
      HttpUrl page = next.get();
      try (Response response = get(page)) {
        pages.add(JSON.readTree(response.body().bytes()).path("tags").toString());
        next =
            Optional.ofNullable(response.header("Link"))
                .map(link -> page.resolve(link.substring(1, link.indexOf('>'))));
      }
    }
    assertThat(pages).containsExactly("[\"1.0.0\",\"1.1.0\"]", "[\"1.2.0\"]");
  }

  @Test
  void givesManifestsByTagAndByDigestAndTheirBlobs() throws IOException {
    String digest = registry.push("podinfo", "1.0.0");
    assertThat(registry.push("podinfo", "1.1.0")).isNotEqualTo(digest);
    HttpUrl byTag = base.resolve("podinfo/manifests/1.0.0");
    try (Response head = http.newCall(new Request.Builder().url(byTag).head().build()).execute();
        Response get = get(base.resolve("podinfo/manifests/" + digest))) {
      byte[] manifest = get.body().bytes();
      assertThat(head.header("Docker-Content-Digest")).isEqualTo(digest);
      assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(manifest.length));
      assertThat("sha256:" + ByteString.of(manifest).sha256().hex()).isEqualTo(digest);
      JsonNode config = JSON.readTree(manifest).path("config");
      try (Response blob = get(base.resolve("podinfo/blobs/" + config.path("digest").asText()))) {
        assertThat(blob.body().bytes()).hasSize(config.path("size").asInt());
      }
    }
  }

  @Test
  void refusesWhatItDoesNotHaveAndAllWriting() throws IOException {
    registry.push("podinfo", "1.0.0");
    try (Response unknown = get(base.resolve("other/tags/list"));
        Response missing = get(base.resolve("podinfo/manifests/9.9.9"));
        Response upload =
            http.newCall(
                    new Request.Builder()
                        .url(base.resolve("podinfo/blobs/uploads/"))
                        .post(RequestBody.create(new byte[0]))
                        .build())
                .execute();
        Response check = get(base)) {
      assertThat(unknown.code()).isEqualTo(404);
      assertThat(unknown.body().string()).contains("NAME_UNKNOWN");
      assertThat(missing.body().string()).contains("MANIFEST_UNKNOWN");
      assertThat(upload.code()).isEqualTo(405);
      assertThat(check.code()).isEqualTo(200);
    }
  }

  @Test
  void tellsOfPushesWithTheToken() throws Exception {
    try (Hook hook = new Hook()) {
      registry.onPush(new Webhook(hook.url(), "secret", Proof.BEARER));
      String digest = registry.push("podinfo", "1.0.0");

      Hook.Call call = hook.next();
      assertThat(call.authorization()).isEqualTo("Bearer secret");
      JsonNode event = JSON.readTree(call.body()).path("events").path(0);
      assertThat(event.path("action").asText()).isEqualTo("push");
      assertThat(event.path("target").path("tag").asText()).isEqualTo("1.0.0");
      assertThat(event.path("target").path("digest").asText()).isEqualTo(digest);
    }
  }

  private Response get(HttpUrl url) throws IOException {
    return http.newCall(new Request.Builder().url(url).build()).execute();
  }
}
