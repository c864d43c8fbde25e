package org.mixsep.app.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.TestBrowser;
import org.mixsep.app.run.RunSummary;

/** The dashboard in a real browser, where there is one, while the real training goes on. */
class DashboardPageTest {
  @TempDir Path root;
  private TestBrowser browser;
  private DashboardServer server;

  @BeforeEach
  void start() {
    browser = new TestBrowser();
    server = new DashboardServer(root, "127.0.0.1", 0);
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
      browser.close();
    }
  }

  private Page open(String query) {
    return browser.open(server.address(), server.address() + query, 1024, ColorScheme.LIGHT);
  }

  /** What ECharts draws in a plot: its lines, each as the list of its iterations. */
  @SuppressWarnings("unchecked")
  private static List<List<Number>> drawn(Page page, String key) {
    return (List<List<Number>>) page.evaluate(lines(key));
  }

  private static String lines(String key) {
    return "echarts.getInstanceByDom(document.querySelector(`figure[data-key='"
        + key
        + "'] .canvas`)).getOption().series.map((s) => s.data.map((p) => p[0]))";
  }

  private static void awaitPoints(Page page, String key, long beyond) {
    page.locator("figure[data-key='" + key + "'] .canvas svg").waitFor();
    page.waitForFunction("() => (" + lines(key) + ")[0].at(-1) > " + beyond);
  }

  private static Locator row(Page page, String id, String status) {
    return page.locator("#list tr[data-id='" + id + "'][data-status='" + status + "']");
  }

  @Test
  void aRunIsSeenWhileItGoesOnStoppedByTheButtonAndResumed() throws Exception {
    Page page = open("");
    page.getByText("No runs yet").waitFor();
    page.evaluate("window.notReloaded = true");
    page.onDialog(Dialog::accept);
    try (Training training = new Training(root)) {
      training.begin("live");
      row(page, "live", "running").waitFor();
      awaitPoints(page, "single live", 20);
      long seen = drawn(page, "single live").get(0).get(0).longValue();
      assertEquals(5, seen, "from the first point on");
      awaitPoints(page, "single live", 60);

      page.locator("#list tr[data-id='live'] button").click();
      RunSummary stopped = training.result().get(60, TimeUnit.SECONDS);
      assertTrue(stopped.outputs().isEmpty(), "it did not come to its end");
      row(page, "live", "stopped").waitFor();
      assertEquals(stopped.iteration(), Training.lastCheckpoint(root.resolve("live")));

      training.resume("live");
      row(page, "live", "running").waitFor();
      awaitPoints(page, "single live", stopped.iteration() + 20);
      page.locator("#list tr[data-id='live'] button").click();
      assertTrue(training.result().get(60, TimeUnit.SECONDS).iteration() > stopped.iteration());
      row(page, "live", "stopped").waitFor();
    }
    List<Number> iterations = drawn(page, "single live").get(0);
    for (int i = 0; i < iterations.size(); i++) {
      assertEquals(5 * (i + 1), iterations.get(i).intValue(), "none twice, none left out");
    }
    assertEquals(true, page.evaluate("window.notReloaded"));
    browser.assertQuiet();
  }

  @Test
  void chosenRunsAreComparedInOnePlotAndInTheReport() {
    for (String id : List.of("a", "b", "c")) {
      Folders.append(
          Folders.begun(root.resolve(id)), Folders.step(10) + Folders.step(20) + "{\"iterat");
    }
    Page page = open("?run=a&run=c");
    awaitPoints(page, "overlaid Training error", 10);
    assertEquals(List.of(List.of(10, 20), List.of(10, 20)), drawn(page, "overlaid Training error"));
    assertEquals(2, page.locator("#single figure").count());

    page.locator("#list tr[data-id='b'] input").check();
    page.waitForFunction("() => document.querySelectorAll('#single figure').length === 3");
    assertEquals(3, drawn(page, "overlaid Training error").size());
    assertTrue(page.url().endsWith("?run=a&run=c&run=b"), page.url());
    page.locator("#list tr[data-id='a'] input").uncheck();
    page.waitForFunction("() => document.querySelectorAll('#single figure').length === 2");
    Page report = page.waitForPopup(() -> page.locator("#report").click());
    report.locator("table.data").first().waitFor();
    assertEquals(
        List.of("c", "b"),
        report.evaluate(
            "[...document.querySelector('tbody').rows].map((r) => r.cells[0].textContent)"));
    String validation = "overlaid Validation error of the prediction";
    assertEquals(0, page.locator("figure[data-key='" + validation + "']").count());
    Folders.append(
        root.resolve("b"), "ion\":30}\n" + Folders.validated(10, 12) + Folders.validated(20, 11));
    awaitPoints(page, validation, 10);
    assertEquals(List.of(List.of(10, 20)), drawn(page, validation));
    page.locator("#none").click();
    page.locator("#charts").waitFor(TestBrowser.HIDDEN);

    Folders.append(root.resolve("c"), "ion\":30}\n" + Folders.step(40));
    page.locator("#list tr[data-id='c']").getByText("40", TestBrowser.EXACT).waitFor();
    assertEquals(
        1024,
        ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue(),
        "nothing is wider than the window");
    page.setViewportSize(390, 844);
    assertEquals(
        List.of(true, 0),
        page.evaluate(
            """
            [
              document.querySelector('.list').scrollWidth <= document.querySelector('.list').clientWidth,
              [...document.querySelectorAll('#list button')].filter((b) => b.offsetWidth).length,
            ]
            """),
        "a phone shows the whole list, and no button where nothing is to be stopped");
    browser.assertQuiet();
  }

  @Test
  void pagesOfOtherSitesCannotPressStop() throws Exception {
    Path run = Folders.begun(root.resolve("a"));
    Folders.ownState(run, "training");
    int port = URI.create(server.address()).getPort();
    HttpServer site = site();
    site.start();
    try {
      String origin = "http://evil.example:" + site.getAddress().getPort() + "/";
      Page page = browser.open("http://", origin, 1024, ColorScheme.LIGHT);
      for (String name : List.of("127.0.0.1", "localhost", "rebound.example")) {
        String own = "http://" + name + ":" + port + "/";
        Object answers = page.evaluate(ATTACK, own);
        assertEquals(
            List.of("sent", "refused", "refused", "refused"), answers, "without the token");
      }
      page.evaluate(FORM, server.address() + "stop?run=a");
      page.getByText("not asked by this dashboard's page").waitFor();
      page.navigate("http://rebound.example:" + port + "/");
      assertFalse(page.content().contains("mixsep-token"));
    } finally {
      site.stop(0);
    }
    assertFalse(Files.exists(run.resolve("stop")));

    Page own = open("");
    own.onDialog(Dialog::accept);
    own.locator("#list tr[data-id='a'] button").click();
    row(own, "a", "stopping").waitFor();
    assertTrue(Files.exists(run.resolve("stop")), "what was refused is what the button does");
  }

  private static final String ATTACK =
      """
      async (own) => {
        const tried = (promise) => promise.then(() => 'sent', () => 'refused');
        const post = (more) => fetch(own + 'stop?run=a', { method: 'POST', ...more });
        return [
          await tried(post({ mode: 'no-cors' })),
          await tried(post({})),
          await tried(post({ headers: { 'X-Mixsep-Token': '0' } })),
          await tried(fetch(own).then((answer) => answer.text())),
        ];
      }
      """;

  private static final String FORM =
      """
      (target) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = target;
        document.body.append(form);
        form.submit();
      }
      """;

  private static HttpServer site() throws Exception {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    byte[] page = "<!doctype html><title>elsewhere</title>".getBytes(StandardCharsets.UTF_8);
    site.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    return site;
  }
}
