package org.mixsep.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.model.Threshold;
import org.mixsep.app.serve.ServeServer;
import org.mixsep.app.serve.ServeSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep serve}. */
@Command(
    name = "serve",
    description = {
      "Classifies pictures that are sent to it by HTTP: a page to drop them on at /, POST to"
          + " /classify, /health, and /metrics for Prometheus. Ctrl-C ends it.",
      "",
      "docs/serving.md describes what is sent and answered.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep serve runs/street-digits-001",
      "  curl -T photo.png -X POST -H 'Content-Type: image/png' http://127.0.0.1:8080/classify",
      "  curl -F a=@photo.png -F b=@other.jpg 'http://127.0.0.1:8080/classify?top=3'"
    })
final class ServeCommand implements Callable<Integer> {
  private final Models models;
  private final Console console;

  @Mixin private ModelOptions model;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; ${DEFAULT-VALUE} if none, which only this machine can reach."
              + " There is no password: whoever reaches it may ask.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port to listen on, 0 for any free one; ${DEFAULT-VALUE} if none.")
  private int port;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "256",
      description = "Requests at once; more get 503; ${DEFAULT-VALUE} if none.")
  private int clients;

  @Option(
      names = "--megabytes",
      paramLabel = "MB",
      defaultValue = "16",
      description = "Largest request; larger ones get 413; ${DEFAULT-VALUE} if none.")
  private int megabytes;

  @Option(
      names = "--megapixels",
      paramLabel = "MP",
      defaultValue = "24",
      description =
          "Largest picture, told from its header before it is decoded; ${DEFAULT-VALUE} if none.")
  private int megapixels;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "Longest time for a request; slower ones get 408, 503 or 504; ${DEFAULT-VALUE} if none.")
  private int seconds;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Answer 'none of these' where the likeliest class is less probable than P, such as 0.8;"
              + " a request may name another.")
  private double threshold;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings of the machine to change, such as threads=1.")
  private List<String> settings = List.of();

  ServeCommand(Models models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServeSettings limits =
        new ServeSettings(
            host, port, clients, megabytes, megapixels, seconds, new Threshold(threshold));
    ModelSource source = model.source(settings);
    ServeServer server = new ServeServer(() -> models.open(source), limits, this::fault);
    // A signal ends the process; requests under way are answered first.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "farewell"));
    console.out().println("serving " + server.address());
    console.out().flush();
    new CountDownLatch(1).await();
    return ExitCode.OK.number();
  }

  private void fault(String line) {
    console.err().println("mixsep: " + Plain.of(line));
    console.err().flush();
  }
}
