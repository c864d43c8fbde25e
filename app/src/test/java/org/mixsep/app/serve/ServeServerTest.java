package org.mixsep.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.model.Classifier;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.model.PredictionListener.Ranked;
import org.mixsep.app.model.Threshold;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.SmallRun;

/** A trained network behind HTTP, asked by real requests. */
@Timeout(120)
class ServeServerTest {
  private static final int PICTURES = 24;

  @TempDir private static Path folder;
  private static ModelSource source;
  private static ServeServer server;
  private static Client client;
  private static final List<byte[]> PNGS = SmallRun.pictures(PICTURES);

  @BeforeAll
  static void serve() {
    Path run = SmallRun.train(folder);
    source = new ModelSource(run, Optional.empty(), List.of("threads=1", "precision=float32"));
    server = start(new ServeSettings("127.0.0.1", 0, 64, 1, 1, 30, Threshold.NONE));
    client = new Client(server.address());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static ServeServer start(ServeSettings settings) {
    return new ServeServer(() -> new TorchModels().open(source), settings, fault -> {});
  }

  private static void assertSame(List<Ranked> expected, JsonNode top) {
    assertEquals(expected.size(), top.size());
    for (int c = 0; c < expected.size(); c++) {
      assertEquals(expected.get(c).className(), top.get(c).get("class").asText());
      assertEquals(expected.get(c).probability(), top.get(c).get("probability").asDouble(), 1e-5);
    }
  }

  private static List<List<Ranked>> expected() throws Exception {
    Classifier classifier = new TorchModels().open(source);
    byte[][] read = new byte[PICTURES][];
    for (int i = 0; i < PICTURES; i++) {
      read[i] = classifier.pictures().read(PNGS.get(i), Long.MAX_VALUE);
    }
    return classifier.classify(List.of(read)).stream()
        .map(row -> classifier.ranked(row, 10))
        .toList();
  }

  @Test
  void belowTheThresholdTheAnswerIsNoneOfThese() throws Exception {
    JsonNode sure = Client.json(asked("?threshold=0.0001"));
    assertEquals(sure.at("/images/0/top/0/class").asText(), sure.at("/images/0/answer").asText());
    JsonNode unsure = Client.json(asked("?threshold=1"));
    assertTrue(unsure.at("/images/0/answer").isNull(), unsure::toString);
    assertTrue(unsure.at("/images/0/top/0/probability").asDouble() < 1);
    JsonNode plain = Client.json(asked(""));
    assertTrue(plain.at("/images/0/answer").isMissingNode(), plain::toString);
    for (String wrong : new String[] {"2", "-1", "x", "NaN"}) {
      assertEquals(
          "threshold is to be a probability, 0 to 1",
          Client.json(asked("?threshold=" + wrong)).path("error").asText());
    }
  }

  private static HttpResponse<String> asked(String query) throws Exception {
    return client.post("classify" + query, "image/png", PNGS.get(0));
  }

  @Test
  void manyClientsGetWhatTheModelItselfSays() throws Exception {
    List<List<Ranked>> expected = expected();
    double before = client.metric("mixsep_batch_pictures_sum");
    IntStream.range(0, 10 * PICTURES)
        .parallel()
        .map(i -> i % PICTURES)
        .forEach(
            i -> {
              try {
                var response = client.post("classify?top=10", "image/png", PNGS.get(i));
                assertEquals(200, response.statusCode(), response::body);
                JsonNode images = Client.json(response).get("images");
                assertEquals(1, images.size());
                assertSame(expected.get(i), images.get(0).get("top"));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertEquals(before + 10 * PICTURES, client.metric("mixsep_batch_pictures_sum"));
    assertEquals(0, client.metric("mixsep_requests_under_way"));
  }

  @Test
  void aFormOfPicturesIsAnsweredInItsOrderAndWhatIsNoneIsNamed() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("first.png", PNGS.get(0));
    files.put("notes \u00e4.txt", "no picture".getBytes(StandardCharsets.UTF_8));
    files.put("last.png", PNGS.get(2));
    HttpResponse<String> response = client.form(files);
    assertEquals(200, response.statusCode(), response::body);
    JsonNode images = Client.json(response).get("images");
    assertEquals("first.png", images.get(0).get("name").asText());
    assertSame(expected().get(0), images.get(0).get("top"));
    assertEquals("notes \u00e4.txt", images.get(1).get("name").asText());
    assertEquals(
        "no JPEG, PNG, WebP, TIFF, BMP or GIF picture", images.get(1).get("error").asText());
    assertSame(expected().get(2), images.get(2).get("top"));
  }

  private static void assertRefused(int status, String why, HttpResponse<String> response)
      throws Exception {
    assertEquals(status, response.statusCode(), response::body);
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
    String error = Client.json(response).get("error").asText();
    assertTrue(error.contains(why), error);
    assertFalse(error.contains("\n"), error);
  }

  @Test
  void garbageIsRefusedInOneLine() throws Exception {
    byte[] png = PNGS.get(0);
    byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
    assertRefused(415, "no JPEG", client.post("classify", "image/png", text));
    assertRefused(415, "Content-Type", client.post("classify", "text/plain", png));
    assertRefused(415, "Content-Type", client.post("classify", null, png));
    assertRefused(
        422, "damaged", client.post("classify", "image/png", Arrays.copyOf(png, png.length / 2)));
    assertRefused(400, "no picture", client.post("classify", "image/png", new byte[0]));
    assertRefused(400, "top", client.post("classify?top=0", "image/png", png));
    assertRefused(400, "parts", client.post("classify", "multipart/form-data", png));
    assertRefused(
        400, "parts", client.post("classify", "multipart/form-data; boundary=limit", png));
    assertRefused(415, "no JPEG", client.form(Map.of("a.png", text)));
    assertRefused(413, "larger than 1 MB", client.post("classify", "image/png", new byte[1 << 21]));
    assertRefused(404, "no such page", client.get("nothing"));
    HttpResponse<String> wrong = client.get("classify");
    assertRefused(405, "POST", wrong);
    assertEquals("POST", wrong.headers().firstValue("Allow").orElse(""));
    assertEquals(
        "GET, HEAD",
        client.post("health", "image/png", png).headers().firstValue("Allow").orElse(""));
    assertRefused(415, "compressed (gzip)", client.compressed("classify", "gzip", png));
    Map<String, byte[]> many = new LinkedHashMap<>();
    IntStream.range(0, 65).forEach(i -> many.put(i + ".png", text));
    assertRefused(413, "65 pictures", client.form(many));
  }

  @Test
  void aPartWithoutAFileNameIsAPictureWhereItIsOne() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : List.of("a field".getBytes(StandardCharsets.UTF_8), PNGS.get(0))) {
      body.writeBytes(
          "--limit\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n"
              .formatted(content.length == 7 ? 1 : 2)
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(content);
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--limit--\r\n".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> response =
        client.post("classify", "multipart/form-data; boundary=limit", body.toByteArray());
    assertEquals(200, response.statusCode(), response::body);
    assertEquals(1, Client.json(response).get("images").size());
    assertEquals("f2", Client.json(response).at("/images/0/name").asText());
  }

  @Test
  void thePageWorksBehindAPathPrefix() throws Exception {
    for (String path : List.of("", "serve.js")) {
      String text = client.get(path).body();
      assertFalse(
          text.matches("(?s).*(href=|src=|fetch\\()[\"']/.*"), "an absolute path in " + path);
    }
  }

  @Test
  void aSmallFileOfManyPixelsIsRefusedByItsHeader() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1001, 1000, BufferedImage.TYPE_BYTE_BINARY), "png", bomb);
    assertTrue(bomb.size() < 2000, "bytes");
    assertRefused(
        413, "1001 x 1000 pixels", client.post("classify", "image/png", bomb.toByteArray()));
  }

  /** Sends the head of a request and the first byte of its body. */
  private static Socket halfARequest(ServeServer to) throws Exception {
    URI address = URI.create(to.address());
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket
        .getOutputStream()
        .write(
            "POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\nx"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A byte now and then keeps Jetty's own limit from ever being reached. */
  @Test
  void aHeadThatNeverEndsIsCutOff() throws Exception {
    try (ServeServer small = start(new ServeSettings("127.0.0.1", 0, 1, 1, 1, 1, Threshold.NONE))) {
      URI address = URI.create(small.address());
      try (Socket socket = new Socket(address.getHost(), address.getPort())) {
        socket.setSoTimeout(100); // between two bytes
        OutputStream out = socket.getOutputStream();
        out.write("GET /health HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
        boolean open = true;
        while (open) { // else the test's own limit ends it
          try {
            out.write('x');
            open = socket.getInputStream().read() >= 0;
          } catch (SocketTimeoutException e) {
            // It still listens.
          } catch (IOException e) {
            open = false;
          }
        }
      }
      assertEquals(200, new Client(small.address()).get("health").statusCode());
    }
  }

  @Test
  void whoComesAnewGetsInHoweverManySaySoLittle() throws Exception {
    try (ServeServer small =
        start(new ServeSettings("127.0.0.1", 0, 1, 1, 1, 30, Threshold.NONE))) {
      URI address = URI.create(small.address());
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        silent.add(new Socket(address.getHost(), address.getPort()));
      }
      assertEquals(200, new Client(small.address()).get("health").statusCode());
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void moreClientsThanAllowedAreToldToComeBack() throws Exception {
    try (ServeServer small = start(new ServeSettings("127.0.0.1", 0, 1, 1, 1, 30, Threshold.NONE));
        Socket first = halfARequest(small)) {
      Client second = new Client(small.address());
      second.awaitMetric("mixsep_requests_under_way", 1);
      HttpResponse<String> response = second.post("classify", "image/png", PNGS.get(0));
      assertRefused(503, "too many requests", response);
      assertEquals("1", response.headers().firstValue("retry-after").orElse(""));
      first.close();
      second.awaitMetric("mixsep_requests_under_way", 0);
      assertEquals(200, second.post("classify", "image/png", PNGS.get(0)).statusCode());
    }
  }

  @Test
  void aRequestThatDoesNotComeIsGivenUp() throws Exception {
    try (ServeServer hasty = start(new ServeSettings("127.0.0.1", 0, 4, 1, 1, 1, Threshold.NONE));
        Socket slow = halfARequest(hasty)) {
      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.endsWith("{\"error\":\"the request came too slowly\"}\n"), answer);
    }
  }

  @Test
  void thePageAsksForNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = client.get("");
    assertEquals(200, page.statusCode());
    assertTrue(page.headers().firstValue("content-security-policy").orElse("").contains("'self'"));
    for (String name : List.of("", "serve.js", "serve.css")) {
      String text = client.get(name).body();
      assertFalse(text.contains("http://") || text.contains("https://"), name);
    }
    JsonNode health = Client.json(client.get("health"));
    assertEquals("ok", health.get("status").asText());
    assertEquals("resnet1", health.get("network").asText());
    assertEquals(10, health.get("classes").size());
    assertTrue(client.metric("jvm_memory_used_bytes{area=\"heap\"}") > 0, "the JVM's own figures");
  }

  @Test
  void aPortInUseAndAModelThatIsNotThereAreSaid() {
    int taken = URI.create(server.address()).getPort();
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> start(new ServeSettings("127.0.0.1", taken, 4, 1, 1, 1, Threshold.NONE)));
    assertTrue(refused.getMessage().contains("port " + taken), refused.getMessage());
    ModelSource none = new ModelSource(folder.resolve("none"), Optional.empty(), List.of());
    ServeSettings any = new ServeSettings("127.0.0.1", 0, 4, 1, 1, 1, Threshold.NONE);
    assertThrows(
        InvalidInputException.class,
        () -> new ServeServer(() -> new TorchModels().open(none), any, fault -> {}));
  }
}
