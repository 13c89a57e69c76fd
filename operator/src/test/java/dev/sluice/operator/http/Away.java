package dev.sluice.operator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import javax.net.ServerSocketFactory;
import mockwebserver3.MockWebServer;

/**
 * A server that went away. Its port stays taken but refuses connections, so that no server of
 * another test gets it in the meantime.
 */
public final class Away implements AutoCloseable {
  private final Socket held = new Socket();

  private Away(InetSocketAddress address) throws IOException {
    held.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    held.bind(address);
  }

  /** A server, not started, that can be taken away without its port being free for a moment. */
  public static MockWebServer able() {
    MockWebServer server = new MockWebServer();
    server.setServerSocketFactory(new Sharing());
    return server;
  }

  /**
   * Takes the server away; it is started already.
   *
   * @param server one that is {@linkplain #able able} to go
   */
  public static Away after(MockWebServer server) throws IOException {
    Away away = new Away(server.getSocketAddress());
    server.close();
    return away;
  }

  @Override
  public void close() throws IOException {
    held.close();
  }

  /** Makes sockets whose port can be held by another one too. */
  private static final class Sharing extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket() throws IOException {
      ServerSocket socket = new ServerSocket();
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      return socket;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return bound(new InetSocketAddress(port), 0);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return bound(new InetSocketAddress(port), backlog);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return bound(new InetSocketAddress(address, port), backlog);
    }

    private ServerSocket bound(InetSocketAddress address, int backlog) throws IOException {
      ServerSocket socket = createServerSocket();
      socket.bind(address, backlog);
      return socket;
    }
  }
}
