package org.mixsep.download;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that serves files well, except as often as it is told not to. */
final class UnrulyServer implements AutoCloseable {
  /** What is done with one request. */
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new HashMap<>();
  private final Deque<Behaviour> next = new ArrayDeque<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  volatile String etag = "\"v1\"";
  volatile boolean ranges = true;

  UnrulyServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/files/");
  }

  void serve(String name, byte[] content) {
    files.put("/files/" + name, content);
  }

  /** The next requests are answered so, one each; those after them well. */
  synchronized void next(Behaviour... behaviours) {
    next.addAll(Arrays.asList(behaviours));
  }

  /** Each request as {@code path range if-range}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    requests.add(
        "%s %s %s"
            .formatted(
                exchange.getRequestURI().getPath(),
                headers.getFirst("Range"),
                headers.getFirst("If-Range")));
    Behaviour behaviour;
    synchronized (this) {
      behaviour = next.poll();
    }
    try (exchange) {
      if (behaviour == null) {
        well(exchange);
      } else {
        behaviour.answer(exchange);
      }
    }
  }

  private void well(HttpExchange exchange) throws IOException {
    byte[] content = files.get(exchange.getRequestURI().getPath());
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    String unless = exchange.getRequestHeaders().getFirst("If-Range");
    exchange.getResponseHeaders().set("ETag", etag);
    int from = 0;
    if (ranges && range != null && (unless == null || unless.equals(etag))) {
      from = Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
      if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
  }

  /** Promises all of a file and ends after some of it. */
  Behaviour cut(String name, int after) {
    return exchange -> {
      byte[] content = files.get("/files/" + name);
      exchange.getResponseHeaders().set("ETag", etag);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, after);
      exchange.getResponseBody().flush();
    };
  }

  static Behaviour status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** A body of its own, of the length it says (0 for none said). */
  static Behaviour body(int status, long saidLength, byte[] content, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, saidLength);
      try {
        exchange.getResponseBody().write(content);
      } catch (IOException e) {
        // The client has had enough, as it should.
      }
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
