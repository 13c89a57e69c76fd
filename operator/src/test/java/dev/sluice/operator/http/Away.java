package dev.sluice.operator.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import mockwebserver3.MockWebServer;

/**
 * A server that went away. Its port stays taken but refuses connections, so that no server of
 * another test gets it in the meantime.
 */
public final class Away implements AutoCloseable {
  private final Socket held = new Socket();

  private Away(InetSocketAddress address) throws IOException {
    held.setReuseAddress(true);
    held.bind(address);
  }

  /** Takes the server away; it is started already. */
  public static Away after(MockWebServer server) throws IOException {
    InetSocketAddress address = server.getSocketAddress();
    server.close();
    return new Away(address);
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
