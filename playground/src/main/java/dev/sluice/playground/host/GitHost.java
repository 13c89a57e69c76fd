package dev.sluice.playground.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPack.RequestPolicy;

/**
 * Serves Git repositories over HTTP on this machine: everybody may fetch and push, nobody may force
 * a branch. Calls webhooks when a branch was pushed.
 *
 * @see <a href="https://git-scm.com/docs/gitprotocol-http">Git's HTTP protocol, the smart one</a>
 */
public final class GitHost implements AutoCloseable {
  private static final String FETCH = "git-upload-pack";
  private static final String PUSH = "git-receive-pack";
  private static final String REFS = "info/refs";

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Git> repositories = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final List<Runnable> received = new CopyOnWriteArrayList<>();
  private final AtomicLong asked = new AtomicLong();

  private record Subscription(String directory, Webhook webhook) {}

  private GitHost(Path root) throws IOException {
    this.root = root;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts it on a free port.
   *
   * @param root where it keeps the repositories; stays when it is closed
   */
  public static GitHost start(Path root) throws IOException {
    GitHost host = new GitHost(root);
    host.server.start();
    return host;
  }

  /**
   * Makes an empty repository, whose branch is {@code main}.
   *
   * @param name such as {@code podinfo}
   * @return its URL
   */
  public String create(String name) throws IOException {
    String directory = directory(name);
    try {
      Git git =
          Git.init()
              .setBare(true)
              .setInitialBranch("main")
              .setDirectory(root.resolve(directory).toFile())
              .call();
      repositories.put(directory, git);
      return "http://localhost:%d/%s".formatted(server.getAddress().getPort(), directory);
    } catch (GitAPIException e) {
      throw new IOException("the repository cannot be made", e);
    }
  }

  /**
   * Calls this from now on when a branch was pushed.
   *
   * @param name of the repository
   */
  public void onPush(String name, Webhook webhook) {
    subscriptions.add(new Subscription(directory(name), webhook));
  }

  /** How often somebody has asked what there is to fetch. */
  public long asked() {
    return asked.get();
  }

  /** Runs this from now on whenever a push is done. */
  public void onReceived(Runnable action) {
    received.add(action);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    repositories.values().forEach(Git::close);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
      Git git = repositories.get(path[0]);
      String service = path.length < 2 ? "" : path[1];
      if (git == null) {
        refuse(exchange, 404, "no such repository");
      } else if (service.equals(REFS)) {
        advertise(exchange, git.getRepository());
      } else if (service.equals(FETCH)) {
        fetch(exchange, git.getRepository());
      } else if (service.equals(PUSH)) {
        push(exchange, path[0], git.getRepository());
      } else {
        refuse(exchange, 404, "only git clone, fetch and push are understood");
      }
    }
  }

  private void advertise(HttpExchange exchange, Repository repository) throws IOException {
    String query =
        Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "").replace("service=", "");
    ByteArrayOutputStream refs = new ByteArrayOutputStream();
    PacketLineOut lines = new PacketLineOut(refs);
    if (query.equals(FETCH)) {
      asked.incrementAndGet();
      try (UploadPack pack = uploadPack(exchange, repository)) {
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), FETCH);
      }
    } else if (query.equals(PUSH)) {
      lines.writeString("# service=" + PUSH + "\n");
      lines.end();
      receivePack(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
    } else {
      refuse(exchange, 403, "use a Git that speaks the smart protocol");
      return;
    }
    answer(exchange, query + "-advertisement");
    exchange.getResponseBody().write(refs.toByteArray());
  }

  private void fetch(HttpExchange exchange, Repository repository) throws IOException {
    try (UploadPack pack = uploadPack(exchange, repository);
        InputStream in = body(exchange)) {
      answer(exchange, FETCH + "-result");
      pack.upload(in, exchange.getResponseBody(), null);
    }
  }

  private void push(HttpExchange exchange, String name, Repository repository) throws IOException {
    ReceivePack pack = receivePack(repository);
    pack.setPostReceiveHook(
        (_, commands) -> {
          received.forEach(Runnable::run);
          tell(name, commands);
        });
    try (InputStream in = body(exchange)) {
      answer(exchange, PUSH + "-result");
      pack.receive(in, exchange.getResponseBody(), null);
    }
  }

  private static String directory(String name) {
    return name + ".git";
  }

  private void tell(String directory, Collection<ReceiveCommand> commands) {
    for (ReceiveCommand command : commands) {
      if (command.getResult() == ReceiveCommand.Result.OK
          && command.getRefName().startsWith(Constants.R_HEADS)) {
        String body =
            "{\"repository\":\"%s\",\"ref\":\"%s\",\"before\":\"%s\",\"after\":\"%s\"}"
                .formatted(
                    directory,
                    command.getRefName(),
                    command.getOldId().name(),
                    command.getNewId().name());
        subscriptions.stream()
            .filter(subscription -> subscription.directory.equals(directory))
            .forEach(subscription -> subscription.webhook.call(body));
      }
    }
  }

  private static UploadPack uploadPack(HttpExchange exchange, Repository repository) {
    UploadPack pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setRequestPolicy(RequestPolicy.REACHABLE_COMMIT);
    String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    if (protocol != null) {
      pack.setExtraParameters(Arrays.asList(protocol.split(":")));
    }
    return pack;
  }

  private static ReceivePack receivePack(Repository repository) {
    ReceivePack pack = new ReceivePack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setCheckReceivedObjects(true);
    pack.setAllowNonFastForwards(false);
    return pack;
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream body = exchange.getRequestBody();
    return packed ? new GZIPInputStream(body) : body;
  }

  private static void answer(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-" + type);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(200, 0);
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, text.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(text);
    }
  }
}
