package dev.sluice.operator.git.repository;

import dev.sluice.operator.http.Credentials;
import dev.sluice.operator.http.TrustingClients;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.security.GeneralSecurityException;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Connections that trust the given CA, transfer no more than allowed, and send the credentials to
 * the server of the URL alone: a redirect to another one does not get them.
 */
final class HttpConnections implements HttpConnectionFactory {
  private final URIish remote;
  private final Credentials credentials;
  private final Allowance allowance;
  private final TrustManager @Nullable [] trust;

  HttpConnections(URIish remote, Credentials credentials, Allowance allowance) {
    this.remote = remote;
    this.credentials = credentials;
    this.allowance = allowance;
    this.trust =
        credentials.caPem() == null
            ? null
            : new TrustManager[] {TrustingClients.trusting(credentials.caPem())};
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return prepare(new Limited(url, Proxy.NO_PROXY, allowance), url);
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return prepare(new Limited(url, proxy, allowance), url);
  }

  private HttpConnection prepare(Limited connection, URL url) throws IOException {
    if (trust != null && url.getProtocol().equals("https")) {
      try {
        connection.configure(null, trust, null);
      } catch (GeneralSecurityException e) {
        throw new IOException("the CA of the secret cannot be used", e);
      }
    }
    if (credentials.authorization() != null && isOurs(url)) {
      connection.setRequestProperty("Authorization", credentials.authorization());
    }
    return connection;
  }

  private boolean isOurs(URL url) {
    return url.getProtocol().equals(remote.getScheme())
        && url.getHost().equalsIgnoreCase(remote.getHost())
        && url.getPort() == remote.getPort();
  }

  private static final class Limited extends JDKHttpConnection {
    private final Allowance allowance;

    Limited(URL url, Proxy proxy, Allowance allowance) throws IOException {
      super(url, proxy);
      this.allowance = allowance;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return allowance.limit(super.getInputStream());
    }
  }
}
