package org.mixsep.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The machine's own Chromium, driven by Playwright on the machine's own Node.js. Where either is
 * missing, tests that ask for it are skipped, and say so.
 */
public final class TestBrowser implements AutoCloseable {
  public static final Locator.WaitForOptions HIDDEN =
      new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
  public static final Locator.GetByTextOptions EXACT =
      new Locator.GetByTextOptions().setExact(true);

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> outside = new CopyOnWriteArrayList<>();

  public TestBrowser() {
    Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
    Optional<Path> node = program("node", "nodejs");
    assumeTrue(chromium.isPresent(), "no chromium on the path: pages are not looked at");
    assumeTrue(node.isPresent(), "no node on the path: pages are not looked at");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.get().toString())));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            // Names that other sites have point to this machine.
                            "--host-resolver-rules=MAP *.example 127.0.0.1")));
  }

  /**
   * Opens a page that may ask for nothing but what begins with its own address; other requests
   * fail, and are remembered.
   *
   * @param origin what the addresses it may ask for begin with
   * @param width of the window, in pixels
   */
  public Page open(String origin, String address, int width, ColorScheme look) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, 1000).setColorScheme(look));
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    context.setDefaultTimeout(240_000); // a browser starves on a busy machine
    context.route(
        "**",
        route -> {
          if (allowed(route.request(), origin)) {
            route.resume();
          } else {
            outside.add(route.request().url());
            route.abort();
          }
        });
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.navigate(address);
    return page;
  }

  private static boolean allowed(Request request, String origin) {
    return Stream.of(origin, "data:", "blob:").anyMatch(request.url()::startsWith);
  }

  /** Fails if a page complained or asked for something outside itself. */
  public void assertQuiet() {
    assertEquals(List.of(), complaints);
    assertEquals(List.of(), outside);
  }

  /** Scrolls through a page, so that everything is drawn, and back to its top. */
  public static void lookThrough(Page page) {
    page.evaluate(
        """
        async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
            scrollTo(0, y);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          }
          scrollTo(0, 0);
        }
        """);
    page.waitForFunction(
        "() => document.querySelectorAll('figure.chart').length"
            + " === document.querySelectorAll('figure.chart .canvas :is(svg, canvas)').length");
  }

  private static Optional<Path> program(String... names) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(place -> Stream.of(names).map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
