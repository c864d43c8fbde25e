package org.mixsep.app.dashboard;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.mixsep.InvalidInputException;
import org.mixsep.app.report.Assets;
import org.mixsep.app.report.Report;

/** Serves the dashboard of a folder of runs until it is closed. */
public final class DashboardServer implements AutoCloseable {
  /** How often pages are told what is new, in milliseconds. */
  private static final long ROUND = 1000;

  /** More pages, or more runs in one, are refused. */
  private static final int MOST_PAGES = 24;

  private static final int MOST_RUNS = 12;

  /** Nothing from elsewhere, nothing to elsewhere; ECharts writes styles into its tooltips. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  /** A report is one file with everything in it, and asks for nothing. */
  private static final String REPORT_POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final RunIndex index;
  private final Gate gate;
  private final Javalin server;
  private final String host;
  private final ScheduledExecutorService rounds;
  private final AtomicInteger pages = new AtomicInteger();

  /**
   * Starts to serve.
   *
   * @param root folder of runs; need not be there yet
   * @param host name or address to listen on
   * @param port to listen on; 0 for any that is free
   * @throws InvalidInputException when that is not possible
   */
  public DashboardServer(Path root, String host, int port) {
    index = new RunIndex(root);
    gate = new Gate(host);
    this.host = host;
    rounds =
        Executors.newScheduledThreadPool(
            4,
            work -> {
              Thread thread = new Thread(work, "dashboard");
              thread.setDaemon(true);
              return thread;
            });
    server = Javalin.create(DashboardServer::configure);
    routes(Map.of("title", root.toString(), "token", gate.token()));
    try {
      server.start(host, port);
    } catch (JavalinBindException e) {
      close();
      throw new InvalidInputException(
          "cannot listen on %s, port %d: it is in use, or not of this machine; name another by"
                  .formatted(host, port)
              + " --port or --host",
          e);
    }
  }

  private static void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.jetty.threadPool = new QueuedThreadPool(32, 4);
  }

  /** Where the page is. */
  public String address() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "http://%s:%d/".formatted(shown, server.port());
  }

  private void routes(Map<String, String> facts) {
    server.before(this::check);
    page("/", ContentType.TEXT_HTML, () -> filled(text("dashboard.html"), facts));
    page("/echarts.js", ContentType.TEXT_JS, Assets::echarts);
    page("/mixsep.js", ContentType.TEXT_JS, Assets::scripts);
    page("/dashboard.js", ContentType.TEXT_JS, () -> text("dashboard.js"));
    page("/list.js", ContentType.TEXT_JS, () -> text("list.js"));
    page("/page.css", ContentType.TEXT_CSS, () -> Assets.style() + text("dashboard.css"));
    server.get("/report", this::report);
    server.post("/stop", this::stop);
    server.sse("/events", this::follow);
  }

  private void page(String path, ContentType type, Supplier<String> content) {
    byte[] bytes = content.get().getBytes(StandardCharsets.UTF_8);
    String typed = type.getMimeType() + "; charset=utf-8";
    server.get(path, context -> context.contentType(typed).result(bytes));
  }

  private void check(Context context) {
    if (!gate.namesThisMachine(context.header("Host"))) {
      context.status(HttpStatus.FORBIDDEN).result("this is not the machine you asked for");
      context.skipRemainingHandlers();
      return;
    }
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cache-Control", "no-store");
  }

  private void report(Context context) {
    List<Path> folders = new ArrayList<>();
    context.queryParams("run").forEach(id -> index.folder(id).ifPresent(folders::add));
    if (folders.isEmpty()) {
      refuse(context, HttpStatus.NOT_FOUND, "no such run; choose some in the dashboard");
      return;
    }
    try {
      String html = Report.on(folders.stream().distinct().toList()).html();
      context.contentType("text/html; charset=utf-8").result(html.getBytes(StandardCharsets.UTF_8));
      context.header("Content-Security-Policy", REPORT_POLICY);
    } catch (InvalidInputException e) {
      refuse(context, HttpStatus.CONFLICT, e.getMessage());
    }
  }

  private void stop(Context context) {
    String id = context.queryParam("run");
    if (!gate.isOwn(
        context.header("Host"), context.header("Origin"), context.header("X-Mixsep-Token"))) {
      refuse(context, HttpStatus.FORBIDDEN, "not asked by this dashboard's page; reload it");
      return;
    }
    Path folder = id == null ? null : index.folder(id).orElse(null);
    if (folder == null) {
      refuse(context, HttpStatus.NOT_FOUND, "no such run");
      return;
    }
    try {
      if (index.stop(folder)) {
        context.status(HttpStatus.ACCEPTED).result("it stops after a checkpoint");
      } else {
        refuse(context, HttpStatus.CONFLICT, "no process on this machine trains it now");
      }
    } catch (InvalidInputException e) {
      refuse(context, HttpStatus.CONFLICT, e.getMessage());
    }
  }

  private static void refuse(Context context, HttpStatus status, String why) {
    context
        .status(status)
        .contentType("text/plain; charset=utf-8")
        .result(why.getBytes(StandardCharsets.UTF_8));
  }

  private void follow(SseClient client) {
    if (pages.incrementAndGet() > MOST_PAGES) {
      pages.decrementAndGet();
      return; // a client that is not kept alive is closed
    }
    client.keepAlive();
    List<String> chosen =
        client.ctx().queryParams("run").stream().distinct().limit(MOST_RUNS).toList();
    Feed feed =
        new Feed(
            index,
            chosen,
            new Feed.Channel() {
              @Override
              public void event(String name, String json) {
                client.sendEvent(name, json);
              }

              @Override
              public void sign() {
                client.sendComment("still here");
              }
            });
    ScheduledFuture<?> round =
        rounds.scheduleWithFixedDelay(() -> round(feed, client), 0, ROUND, TimeUnit.MILLISECONDS);
    client.onClose(
        () -> {
          round.cancel(false);
          pages.decrementAndGet();
        });
  }

  /** A failure of one page must not end it silently: closed, it connects anew. */
  private static void round(Feed feed, SseClient client) {
    try {
      feed.round();
    } catch (RuntimeException e) {
      client.close();
    }
  }

  /** With each {@code {name}} replaced by a fact, made harmless for HTML. */
  private static String filled(String template, Map<String, String> facts) {
    String text = template;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      String harmless =
          fact.getValue()
              .replace("&", "&amp;")
              .replace("<", "&lt;")
              .replace(">", "&gt;")
              .replace("\"", "&quot;");
      text = text.replace("{" + fact.getKey() + "}", harmless);
    }
    return text;
  }

  private static String text(String name) {
    try (InputStream in = DashboardServer.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    server.stop();
  }
}
