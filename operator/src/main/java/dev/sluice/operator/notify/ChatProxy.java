package dev.sluice.operator.notify;

import dev.sluice.operator.kube.ProblemException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** An HTTP proxy on the way to a chat. */
record ChatProxy(HttpUrl url) {

  /**
   * @throws ProblemException when it is no proxy that can be used
   */
  static ChatProxy of(String address) {
    HttpUrl url = HttpUrl.parse(address);
    if (url == null || url.isHttps()) {
      throw new ProblemException(
          "AlertProxyInvalid",
          "the proxy is not an http URL; write for example http://proxy.example.com:3128");
    }
    return new ChatProxy(url);
  }

  void configure(OkHttpClient.Builder client) {
    client.proxy(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(url.host(), url.port())));
    if (!url.username().isEmpty()) {
      String authorization =
          Credentials.basic(url.username(), url.password(), StandardCharsets.UTF_8);
      client.proxyAuthenticator(
          (route, response) ->
              response.request().header("Proxy-Authorization") != null
                  ? null
                  : response
                      .request()
                      .newBuilder()
                      .header("Proxy-Authorization", authorization)
                      .build());
    }
  }

  @Override
  public String toString() {
    return "ChatProxy[" + url.host() + ":" + url.port() + "]";
  }
}
