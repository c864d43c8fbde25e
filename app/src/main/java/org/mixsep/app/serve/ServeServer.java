package org.mixsep.app.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.mixsep.InvalidInputException;
import org.mixsep.app.model.Classifier;

/** Serves a trained model until it is closed. */
public final class ServeServer implements AutoCloseable {
  /**
   * A connection on which nothing moves, or no request's head comes whole, is closed after so many
   * ms.
   */
  private static final int IDLE = 10_000;

  /** What is under way when the server closes may take so many milliseconds more. */
  private static final int FAREWELL = 5_000;

  /** Nothing from elsewhere, nothing to elsewhere; thumbnails are blobs. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ServeSettings settings;
  private final Consumer<String> faults;
  private final ServeMetrics metrics = new ServeMetrics();
  private final Semaphore clients;
  private final ModelThread model;
  private final Answers answers;
  private final Javalin server;

  /**
   * Opens the model and starts to serve it.
   *
   * @param model called on the thread that will use it
   * @param faults told of failures that are not the clients' fault, one line each
   * @throws InvalidInputException when the model cannot be read, or the port not be listened on
   */
  public ServeServer(Supplier<Classifier> model, ServeSettings settings, Consumer<String> faults) {
    this.settings = settings;
    this.faults = faults;
    this.clients = new Semaphore(settings.clients());
    this.model = new ModelThread(model, metrics::together);
    this.answers = new Answers(settings, metrics, this.model);
    metrics.watch(this.model::waiting);
    server = Javalin.create(this::configure);
    routes();
    try {
      server.start();
      server.jettyServer().server().setStopTimeout(FAREWELL);
    } catch (JavalinBindException e) { // and has stopped the server
      this.model.close();
      throw new InvalidInputException(
          "cannot listen on %s, port %d: it is in use, or not of this machine; name another by"
                  .formatted(settings.host(), settings.port())
              + " --port or --host",
          e);
    }
  }

  /** Where the page is. */
  public String address() {
    String host = settings.host();
    return "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, server.port());
  }

  private void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.http.prefer405over404 = true;
    // Whoever may not send pictures now shall still learn how the server is.
    int spare = 16 + Runtime.getRuntime().availableProcessors();
    config.jetty.threadPool = new QueuedThreadPool(settings.clients() + spare, spare);
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServer(
        // Beyond those that Connections leaves: it closes others for each new one.
        jetty -> jetty.addBean(new ConnectionLimit(3 * settings.clients() + spare, jetty)));
  }

  private ServerConnector connector(Server jetty, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    int patience = Math.min(IDLE, 1000 * settings.seconds());
    connector.setIdleTimeout(patience);
    connector.addBean(new Connections(connector, 2 * settings.clients(), patience));
    return connector;
  }

  private void routes() {
    server.before(
        context ->
            context
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store"));
    page("/", "serve.html", ContentType.TEXT_HTML);
    page("/serve.js", "serve.js", ContentType.TEXT_JS);
    page("/serve.css", "serve.css", ContentType.TEXT_CSS);
    server.get("/health", this::health);
    server.get(
        "/metrics",
        context -> context.contentType(ServeMetrics.CONTENT_TYPE).result(metrics.text()));
    server.post("/classify", this::classify);
    server.error(HttpStatus.NOT_FOUND, context -> refuse(context, 404, "no such page"));
    server.error(
        HttpStatus.METHOD_NOT_ALLOWED,
        context -> {
          context.header("Allow", context.path().endsWith("/classify") ? "POST" : "GET, HEAD");
          refuse(context, 405, "pictures are sent by POST to /classify");
        });
  }

  private void page(String path, String resource, ContentType type) {
    byte[] bytes;
    try (InputStream in = ServeServer.class.getResourceAsStream(resource)) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String typed = type.getMimeType() + "; charset=utf-8";
    server.get(path, context -> context.contentType(typed).result(bytes));
  }

  private void health(Context context) {
    Classifier.Facts facts = model.classifier().facts();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("status", model.alive() ? "ok" : "the model's thread has ended");
    json.put("run", String.valueOf(facts.run().getFileName()));
    json.put("network", facts.network()).put("iteration", facts.iteration());
    json.put("calibrated", facts.calibrated()).put("threshold", settings.threshold().least());
    ArrayNode classes = json.putArray("classes");
    facts.classNames().forEach(classes::add);
    json.putObject("limits")
        .put("bytes", settings.bytes())
        .put("pixels", settings.pixels())
        .put("pictures", Upload.MOST_PICTURES);
    answer(context, model.alive() ? 200 : 503, json);
  }

  private void classify(Context context) {
    long begun = System.nanoTime();
    metrics.begun();
    boolean admitted = clients.tryAcquire();
    try {
      if (!admitted) {
        throw new Refusal(
            HttpStatus.SERVICE_UNAVAILABLE, "too many requests at once; come back later");
      }
      answer(context, 200, answers.classify(context));
    } catch (Refusal e) {
      refuse(context, e.status().getCode(), e.getMessage());
    } catch (OutOfMemoryError e) {
      faults.accept("out of memory: " + e.getMessage());
      refuse(context, 503, "out of memory; come back later, or send smaller pictures");
    } catch (RuntimeException | Error e) {
      faults.accept("internal error: " + e);
      refuse(context, 500, "internal error; the server's own messages say more");
    } finally {
      if (admitted) {
        clients.release();
      }
      metrics.answered(context.statusCode(), System.nanoTime() - begun);
    }
  }

  private static void refuse(Context context, int status, String why) {
    if (status == 503) {
      context.header("Retry-After", "1");
    }
    if (status == 408 || status == 413) {
      context.header("Connection", "close"); // what is still to come of it is not read
    }
    answer(context, status, JsonNodeFactory.instance.objectNode().put("error", why));
  }

  private static void answer(Context context, int status, ObjectNode json) {
    context
        .status(status)
        .contentType("application/json")
        .result((json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop();
    model.close();
  }
}
