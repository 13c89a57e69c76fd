package dev.sluice.playground.host;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells somebody that something was pushed. Nobody waits for it, and a call that is not taken is
 * lost, as with other hosts: who is called looks from time to time anyway.
 *
 * @param url is sent a POST
 * @param token known to both sides
 */
public record Webhook(URI url, String token, Proof proof) {
  private static final Logger log = LoggerFactory.getLogger(Webhook.class);
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String HMAC = "HmacSHA256";
  private static final OkHttpClient HTTP =
      new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(10)).build();

  /** How the caller shows that it knows the token. */
  public enum Proof {
    /** {@code X-Signature: sha256=} and the HMAC of the body. */
    SIGNATURE,
    /** {@code Authorization: Bearer} and the token, as registries do. */
    BEARER
  }

  /** Prints no secrets. */
  @Override
  public String toString() {
    return url.toString();
  }

  /** Calls, on a thread of its own. */
  void call(String body) {
    Thread.ofVirtual().name("webhook").start(() -> send(body.getBytes(StandardCharsets.UTF_8)));
  }

  private void send(byte[] body) {
    Request.Builder request =
        new Request.Builder().url(url.toString()).post(RequestBody.create(body, JSON));
    switch (proof) {
      case SIGNATURE -> request.header("X-Signature", "sha256=" + signature(body));
      case BEARER -> request.header("Authorization", "Bearer " + token);
    }
    try (Response response = HTTP.newCall(request.build()).execute()) {
      if (!response.isSuccessful()) {
        log.warn("{} answered {}: {}", url, response.code(), response.body().string().strip());
      }
    } catch (IOException e) {
      log.warn("{} could not be called: {}", url, e.getMessage());
    }
  }

  private String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
