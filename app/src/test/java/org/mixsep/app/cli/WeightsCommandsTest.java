package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.WeightsFolders;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.PublishedModels;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.download.FetchSettings;
import org.mixsep.download.PublishedOffers;
import org.mixsep.network.PublishedNetwork;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Variables;

/** From a server of published weights to a network that is trained from them. */
class WeightsCommandsTest {
  private static final String NAME = "mobilenetv3_small_100.lamb_in1k";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private Path published;

  @TempDir Path folder;

  @BeforeEach
  void publish() throws IOException {
    published = folder.resolve("published.safetensors");
    publish(1);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/" + NAME + "/resolve/main/model.safetensors",
        exchange -> {
          byte[] content = Files.readAllBytes(published);
          exchange.sendResponseHeaders(200, content.length);
          try (exchange) {
            exchange.getResponseBody().write(content);
          } catch (IOException e) {
            // Who asks for the size only has enough.
          }
        });
    server.start();
  }

  /** Weights by torchvision's names, without a classifier. */
  private void publish(long seed) {
    try (PointerScope scope = new PointerScope()) {
      Variables variables = new Variables(new Compute(false, Precision.FLOAT32), seed);
      PublishedNetwork.MOBILENET_V3_SMALL.on(variables.root(), 3);
      SafetensorsFile.write(published, variables.all(), Map.of());
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... arguments) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    PublishedModels models =
        new PublishedModels(
            new WeightsFolders(PublishedOffers.all(), address), FetchSettings.usual());
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 120));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new Cli(new TorchRuns(), new TorchModels(), new DataSets(), models, console)
        .execute(arguments);
  }

  private String cache() {
    return "cache=" + folder.resolve("cache");
  }

  private Path place() {
    return folder.resolve("cache/weights").resolve(NAME).resolve("model.safetensors");
  }

  @Test
  void weightsAreFetchedListedCheckedAndStartedFrom() {
    assertEquals(2, run("train", "network=mobilenet-v3-small", "init=" + NAME, cache()));
    assertTrue(
        err.toString().contains("'mixsep weights fetch " + NAME + "' downloads it"), "" + err);

    assertEquals(0, run("weights", "fetch", NAME, cache()), "" + err);
    assertEquals(place() + "\n", out.toString());
    assertTrue(err.toString().contains("the server names no SHA-256"), "" + err);
    assertEquals(0, run("weights", "fetch", NAME, cache()));
    assertEquals(place() + " (was here)\n", out.toString());

    assertEquals(0, run("weights", "list", cache()));
    List<String> here = out.toString().lines().filter(line -> line.contains(" MB ")).toList();
    assertEquals(1, here.size());
    assertTrue(here.get(0).startsWith(NAME + "  "), here.get(0));

    assertEquals(0, run("weights", "check", place().toString()));
    assertTrue(out.toString().contains("fits mobilenet_v3_small: 208 tensors"), "" + out);
    assertEquals(2, run("weights", "check", place().toString(), "network=resnet18"));
    assertTrue(
        err.toString().contains("does not fit resnet18: it holds no conv1.weight"), "" + err);

    assertEquals(0, train("init=" + NAME), "" + err);
    String both = out + "" + err;
    assertTrue(both.contains("starting from " + place() + ": "), both);
    assertTrue(both.contains("module1, module4"), both);
  }

  private int train(String init) {
    return run(
        "train",
        "network=mobilenet-v3-small",
        init,
        "preprocess=imagenet",
        "modules=1,4",
        "iterations=2",
        "batch=4",
        "data.train=16",
        "data.test=8",
        "threads=1",
        "run=" + folder.resolve("run"),
        cache());
  }

  @Test
  void whatIsNotTheNetworkIsDeleted() {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> other = new java.util.LinkedHashMap<>();
      other.put("conv1.weight", org.bytedeco.pytorch.global.torch.ones(3));
      SafetensorsFile.write(published, other, Map.of());
    }
    assertEquals(2, run("weights", "fetch", NAME, cache()));
    assertTrue(err.toString().contains("does not fit mobilenet_v3_small: it holds no"), "" + err);
    assertTrue(err.toString().contains("; it was deleted"), "" + err);
    assertFalse(Files.exists(place()));
  }

  @Test
  void weightsThatAreNotOfferedAreNamed() {
    assertEquals(2, run("weights", "fetch", "resnet18", cache()));
    assertTrue(err.toString().contains("'resnet18' cannot be fetched"), "" + err);
  }
}
