package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.download.FetchSettings;
import org.mixsep.download.PublishedSet;
import org.mixsep.download.RemoteFile;
import org.mixsep.download.RemoteFile.Content;

/**
 * From nothing to a trained network, with a small CIFAR-10 that a server on this machine offers.
 */
class DataCommandsTest {
  private static final int RECORD = 3073;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private DataSets dataSets;
  private DataFolders folders;

  @TempDir Path folder;

  @BeforeEach
  void publish() throws Exception {
    byte[] archive = archive();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/mirror/cifar-10-binary.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          try (exchange) {
            exchange.getResponseBody().write(archive);
          }
        });
    server.start();
    List<Content> contents = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      contents.add(new Content("cifar-10-batches-bin/data_batch_" + i + ".bin", 40L * RECORD));
    }
    contents.add(new Content("cifar-10-batches-bin/test_batch.bin", 20L * RECORD));
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    PublishedSet set =
        new PublishedSet(
            "cifar10",
            "a small one",
            URI.create("http://publisher.invalid/"),
            200,
            20,
            List.of(
                new RemoteFile(
                    "cifar-10-binary.tar.gz", archive.length, sum, true, contents, false)));
    folders = new DataFolders(List.of(set));
    dataSets = new DataSets(folders, FetchSettings.usual());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Batches of 40 records, 4 of each class; random pixels around a brightness of its own. */
  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Random random = new Random(3);
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (int batch = 0; batch < 6; batch++) {
        byte[] content = new byte[(batch < 5 ? 40 : 20) * RECORD];
        for (int i = 0; i < content.length; i++) {
          int label = i / RECORD % 10;
          content[i] = (byte) (i % RECORD == 0 ? label : 20 * label + random.nextInt(60));
        }
        String name = batch < 5 ? "data_batch_" + (batch + 1) : "test_batch";
        TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + name + ".bin");
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Runs a command with this test's cache and returns its exit code. */
  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("cache=" + cache());
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(new TorchRuns(folders), new TorchModels(folders), dataSets, console)
        .execute(all.toArray(String[]::new));
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private void fetch() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/mirror";
    assertEquals(0, run("data", "fetch", "cifar10", "--url", url), err::toString);
  }

  private int train(String name, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--preset",
                "cifar10-resnet3-ce",
                "--run",
                folder.resolve(name).toString(),
                "network=resnet1",
                "iterations=4",
                "log.every=1",
                "batch=16",
                "threads=1"));
    arguments.addAll(List.of(settings));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void fetchThenTrainWithoutNamingAFolder() throws IOException {
    assertEquals(2, train("a"));
    String command = "mixsep data fetch cifar10 cache=" + cache();
    assertTrue(err.toString().contains("data=cifar10 is not here yet; '" + command), err::toString);
    assertFalse(Files.exists(folder.resolve("a")));
    assertEquals(2, run("data", "show", "cifar10"));
    assertTrue(err.toString().contains("data=cifar10 is not here yet; '" + command), err::toString);

    fetch();
    Path place = cache().resolve("data/cifar10");
    assertEquals(place + "\n", out.toString());
    assertTrue(err.toString().contains("fetching http://127.0.0.1"), err::toString);
    assertTrue(Files.exists(place.resolve("cifar-10-batches-bin/test_batch.bin")));
    fetch();
    assertEquals(place + " (was complete)\n", out.toString());

    assertEquals(0, train("a", "preprocess=gcn"), err::toString);
    String config = Files.readString(folder.resolve("a/config.yaml"));
    assertTrue(config.contains("data.dir: " + place), config);
    assertTrue(out.toString().contains("4 iterations, 20 test images"), out::toString);
  }

  @Test
  void whitenedFlippedCroppedAndBalanced() throws IOException {
    fetch();
    String[] settings = {
      "preprocess=gcn,zca",
      "preprocess.zca.rank=20",
      "augment=flip,crop",
      "batches=balanced",
      "batches.imagesPerClass=4"
    };
    assertEquals(0, train("whole", settings), err::toString);
    // 4 classes with 4 images each: 4 times 6 pairs in every batch, whatever the draw.
    ObjectMapper json = new ObjectMapper();
    List<String> lines = Files.readAllLines(folder.resolve("whole/metrics.jsonl"));
    assertTrue(lines.remove(4).contains("\"test\""));
    assertEquals(4, lines.size());
    for (String line : lines) {
      JsonNode step = json.readTree(line);
      assertEquals(24, step.path("pairs").asDouble());
      assertTrue(Double.isFinite(step.path("loss").asDouble()), line);
    }
    // The fitted components are in the checkpoint: it can be measured without the cache.
    String trained = errorOfBlock4();
    assertEquals(0, runEvaluate("whole"), err::toString);
    assertEquals(trained, errorOfBlock4());
    assertEquals(2, train("other", "batches=balanced", "batches.imagesPerClass=1"));
    assertTrue(
        err.toString().contains("batches.imagesPerClass=2 does, or set it to 0"), err::toString);
  }

  private String errorOfBlock4() {
    String row = out.toString().lines().filter(l -> l.startsWith("block 4")).findFirst().get();
    return row.replaceAll("^block 4 +([0-9.]+ %).*", "$1");
  }

  private int runEvaluate(String name) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(new TorchRuns(folders), new TorchModels(folders), dataSets, console)
        .execute("evaluate", folder.resolve(name).toString());
  }

  @Test
  void listAndCheckSayWhatIsThere() throws IOException {
    assertEquals(0, run("data", "list"));
    assertTrue(out.toString().matches("(?s).*\ncifar10 +no +.*a small one; .*"), out::toString);
    assertEquals(2, run("data", "check", "cifar10"));
    assertTrue(err.toString().contains("6 of 6 findings are wrong; 'mixsep data fetch cifar10"));

    fetch();
    assertEquals(0, run("data", "list"));
    assertTrue(out.toString().matches("(?s).*\ncifar10 +0.7 MB .*"), out::toString);
    assertEquals(0, run("data", "check", "cifar10"), err::toString);
    assertEquals(6, out.toString().lines().filter(l -> l.endsWith("SHA-256 is right")).count());
    assertTrue(out.toString().contains("training images                        200 of 10 classes"));

    Path file = cache().resolve("data/cifar10/cifar-10-batches-bin/data_batch_3.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    assertEquals(2, run("data", "check", "cifar10"));
    assertTrue(out.toString().contains("data_batch_3.bin  SHA-256 is wrong"), out::toString);
    fetch();
    assertFalse(out.toString().contains("was complete"));
    assertEquals(0, run("data", "check", "cifar10"), err::toString);

    Files.delete(file);
    assertEquals(0, run("data", "list"));
    assertTrue(out.toString().matches("(?s).*\ncifar10 +in part .*"), out::toString);
  }

  /** A folder with the files themselves, as it may have been unpacked by hand. */
  @Test
  void theInnerFolderWillDoToo() {
    fetch();
    Path inner = cache().resolve("data/cifar10/cifar-10-batches-bin");
    assertEquals(0, run("data", "check", "cifar10", "--dir", inner.toString()), err::toString);
    assertTrue(out.toString().contains("no SHA-256 is known"), out::toString);
  }

  @Test
  void statsCountClassesBrightnessAndPairs() {
    fetch();
    assertEquals(0, run("data", "stats", "cifar10"), err::toString);
    assertTrue(out.toString().contains("    9     20     2  truck\n"), out::toString);
    assertTrue(out.toString().contains("  all    200    20\n"), out::toString);
    assertTrue(out.toString().contains("images 3x32x32"), out::toString);
    // 2016 pairs in a batch of 64, 10 x 20 x 19 / (200 x 199) of them of one class.
    assertTrue(
        out.toString().matches("(?s).*\n +64 +192\\.48 +19[0-9]\\.[0-9]+ .*"), out::toString);
    assertEquals(0, run("data", "stats", "cifar10", "batches=balanced"));
    // 8 classes with 8 images: 8 x 28 pairs, in every batch.
    assertTrue(out.toString().matches("(?s).*\n +64 +224\\.00 +224\\.00 +0 .*"), out::toString);
  }

  @Test
  void showPutsImagesSideBySide() throws IOException {
    fetch();
    Path png = folder.resolve("x.png");
    String file = png.toString();
    assertEquals(0, run("data", "show", "cifar10", "-P", "preprocess=gcn", "-o", file));
    BufferedImage sheet = ImageIO.read(png.toFile());
    // 8 pairs of 2 x 32 pixels and a line between, twice their size, 4 apart, after 40 of margin.
    assertEquals(40 + 8 * (2 * 65 + 4), sheet.getWidth());
    // Class 0 is nearly black, but not after contrast normalisation.
    assertTrue((sheet.getRGB(40 + 10, 4 + 10) & 0xff) < 60);
    int brightest = 0;
    for (int x = 66; x < 130; x++) {
      brightest = Math.max(brightest, sheet.getRGB(40 + x, 4 + 10) & 0xff);
    }
    assertTrue(brightest > 128, "brightest " + brightest);
  }
}
