package org.mixsep.app.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;

/** Who may ask the server what. */
class DashboardServerTest {
  @TempDir Path root;
  private DashboardServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server = new DashboardServer(root, "127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> ask(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String token() {
    Matcher token =
        Pattern.compile("mixsep-token\" content=\"([0-9a-f]{32})\"").matcher(ask("GET", "").body());
    assertTrue(token.find());
    return token.group(1);
  }

  @Test
  void aRunningRunIsStoppedByTheOwnPageAlone() {
    Path run = Folders.begun(root.resolve("a b"));
    Folders.ownState(run, "training");
    String path = "stop?run=a%20b";
    String own = server.address().substring(0, server.address().length() - 1);
    assertEquals(403, ask("POST", path).statusCode());
    assertEquals(403, ask("POST", path, "X-Mixsep-Token", "0".repeat(32)).statusCode());
    assertEquals(
        403,
        ask("POST", path, "X-Mixsep-Token", token(), "Origin", "http://evil.example").statusCode());
    assertEquals(404, ask("GET", path, "X-Mixsep-Token", token()).statusCode());
    assertFalse(Files.exists(run.resolve("stop")));
    assertEquals(202, ask("POST", path, "X-Mixsep-Token", token(), "Origin", own).statusCode());
    assertTrue(Files.exists(run.resolve("stop")));
  }

  @Test
  void whatIsNotListedOrNotTrainedIsNotStopped() throws IOException {
    Path outside = Folders.begun(root.resolve(".hidden/run"));
    Folders.ownState(outside, "training");
    Folders.ownState(Folders.begun(root.resolve("done")), "finished");
    for (String id : new String[] {".hidden/run", "../x", outside.toString(), ""}) {
      String path = "stop?run=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
      assertEquals(404, ask("POST", path, "X-Mixsep-Token", token()).statusCode(), id);
    }
    assertEquals(404, ask("POST", "stop", "X-Mixsep-Token", token()).statusCode());
    assertEquals(409, ask("POST", "stop?run=done", "X-Mixsep-Token", token()).statusCode());
    try (var files = Files.walk(root)) {
      assertFalse(files.anyMatch(file -> file.endsWith("stop")));
    }
  }

  @Test
  void aReboundNameIsNotAnswered() throws IOException {
    URI address = URI.create(server.address());
    for (String host : new String[] {"evil.example", "127.0.0.1:" + address.getPort()}) {
      try (Socket socket = new Socket(address.getHost(), address.getPort())) {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean evil = host.equals("evil.example");
        assertTrue(answer.startsWith(evil ? "HTTP/1.1 403" : "HTTP/1.1 200"), answer);
        assertEquals(evil, !answer.contains("mixsep-token"));
      }
    }
  }

  @Test
  void theReportIsOfListedRunsOnly() {
    Folders.append(Folders.begun(root.resolve("a")), Folders.step(10) + Folders.test(10, 12.5));
    HttpResponse<String> report = ask("GET", "report?run=a&run=../b&run=a");
    assertEquals(200, report.statusCode());
    assertTrue(report.body().contains("12.50"));
    assertEquals(404, ask("GET", "report?run=../b").statusCode());
  }

  @Test
  void textsSayThatTheyAreUtf8() {
    for (String path : new String[] {"", "mixsep.js", "list.js", "page.css", "echarts.js"}) {
      String type = ask("GET", path).headers().firstValue("Content-Type").orElseThrow();
      assertTrue(type.endsWith("charset=utf-8"), type);
    }
    assertTrue(ask("GET", "page.css").body().contains("●"));
  }

  @Test
  void aPortInUseIsAnErrorInOneLine() {
    int port = URI.create(server.address()).getPort();
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class, () -> new DashboardServer(root, "127.0.0.1", port));
    assertTrue(thrown.getMessage().contains("port " + port), thrown.getMessage());
    assertEquals(1, Arrays.stream(thrown.getMessage().split("\n")).count());
  }
}
