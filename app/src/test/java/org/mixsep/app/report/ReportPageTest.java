package org.mixsep.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.TestBrowser;
import org.w3c.dom.Document;

/** The page in a real browser, where there is one. */
class ReportPageTest {
  /** A level line has no height, so the browser does not call it visible. */
  private static final Locator.WaitForOptions THERE =
      new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);

  @TempDir static Path folder;
  private static TestBrowser browser;
  private static String address;

  @BeforeAll
  static void writePage() {
    browser = new TestBrowser();
    Path a = SampleRun.write(folder.resolve("a"), "cifar10-resnet3-ce", 9, 8, List.of());
    Path b = SampleRun.write(folder.resolve("b"), "cifar10-resnet3-msl", 9, 8, List.of());
    SampleRun.addEvaluation(a);
    SampleRun.addEvaluation(b);
    Path page = folder.resolve("report.html");
    Report.on(List.of(a, b)).write(page);
    address = page.toUri().toString();
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Page open(int width, ColorScheme look) {
    return browser.open(address, address, width, look);
  }

  @Test
  void everyTableAndChartIsDrawnInEveryWidthWithoutARequest() {
    for (int width : new int[] {390, 1024, 1600}) {
      Page page = open(width, ColorScheme.LIGHT);
      TestBrowser.lookThrough(page);
      // Two of error and loss, eleven overlaid, two planes, classes, two confusions, two distances.
      assertEquals(20, page.locator("figure.chart").count());
      assertEquals(9, page.locator("table.data").count());
      assertEquals(2, page.locator(".pictures img").count());
      assertEquals(
          List.of(1, 1),
          page.evaluate(
              "[...document.querySelectorAll('.pictures img')].map(i => i.naturalWidth)"));
      assertEquals(
          width,
          ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue(),
          "nothing is wider than the window");
      page.context().close();
    }
    browser.assertQuiet();
  }

  @Test
  void validationErrorsAreDrawnBesideTheTestErrors() {
    Path run =
        SampleRun.write(
            folder.resolve("v"), "cifar10-resnet3-ce", 9, 8, List.of("modules=config7"));
    SampleRun.addValidation(run, 9.5);
    Path file = folder.resolve("validation.html");
    Report.on(List.of(run)).write(file);
    String own = file.toUri().toString();
    for (int width : new int[] {400, 1024}) {
      Page page = browser.open(own, own, width, ColorScheme.LIGHT);
      TestBrowser.lookThrough(page);
      assertEquals(
          List.of("training error", "test error", "validation error", "loss (right)"),
          drawn(page, "single v"));
      assertEquals(List.of("v"), drawn(page, "overlaid Validation error of the prediction"));
      assertEquals(List.of("block 4", "mean of modules"), drawn(page, "validation error v"));
      assertEquals(
          width, ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue());
      page.context().close();
    }
    browser.assertQuiet();
  }

  /** Names of the lines that a plot shows. */
  private static Object drawn(Page page, String key) {
    return page.evaluate(
        "echarts.getInstanceByDom(document.querySelector(`figure[data-key='"
            + key
            + "'] .canvas`)).getOption().series.filter((s) => s.type === 'line')"
            + ".map((s) => s.name)");
  }

  @Test
  void tablesAreCopiedAsMarkdown() {
    Page page = open(1024, ColorScheme.LIGHT);
    Locator block =
        page.locator(".block", new Page.LocatorOptions().setHasText("Test error by class"));
    block.locator("button").click();
    page.getByText("copied").waitFor();
    assertEquals(
        "### Test error by class, %\n\n| class | a | b |\n|---|---:|---:|\n| cat | 25.00 | 25.00 |\n"
            + "| <dog> | 0.00 | 0.00 |\n",
        page.evaluate("navigator.clipboard.readText()"));
    page.context().close();
  }

  @Test
  void plotsAreSavedAsSvgAndPng() throws Exception {
    Page page = open(1024, ColorScheme.DARK);
    for (String key :
        List.of("overlaid Training error", "confusion a", "plane b", "class errors")) {
      Locator chart = page.locator("figure.chart[data-key='" + key + "']");
      byte[] svg = saved(page, chart, "SVG");
      Document drawing =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg));
      assertEquals("svg", drawing.getDocumentElement().getTagName());
      String title = chart.locator("h3").textContent();
      assertTrue(drawing.getDocumentElement().getTextContent().contains(title), title);
      assertTrue(drawing.getElementsByTagName("path").getLength() > 5, key);

      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(saved(page, chart, "PNG")));
      assertTrue(picture.getWidth() >= 1280, "twice as fine as a screen");
      assertEquals(0xFFFFFFFF, picture.getRGB(3, 3), "on white, whatever the page is on");
      long ink = inked(picture);
      assertTrue(ink > 2000, key + " has " + ink + " pixels");
    }
    page.context().close();
    browser.assertQuiet();
  }

  private static byte[] saved(Page page, Locator chart, String kind) throws IOException {
    Download download = page.waitForDownload(() -> chart.locator("button").getByText(kind).click());
    assertTrue(download.suggestedFilename().endsWith("." + kind.toLowerCase(Locale.ROOT)));
    return Files.readAllBytes(download.path());
  }

  private static long inked(BufferedImage picture) {
    long ink = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        ink += picture.getRGB(x, y) == 0xFFFFFFFF ? 0 : 1;
      }
    }
    return ink;
  }

  @Test
  void theLookFollowsTheSystemAndTheButton() {
    Page page = open(1024, ColorScheme.DARK);
    page.locator("figure.chart[data-key='single a']").scrollIntoViewIfNeeded();
    Locator curve =
        page.locator("figure.chart[data-key='single a'] .canvas path[stroke='#56b4e9']");
    curve.first().waitFor(THERE);
    page.locator("#theme").click();
    // The button lies at the top; a plot that is out of sight by then is redrawn when it comes
    // back.
    page.locator("figure.chart[data-key='single a']").scrollIntoViewIfNeeded();
    page.locator("figure.chart[data-key='single a'] .canvas path[stroke='#0072b2']")
        .first()
        .waitFor(THERE);
    assertEquals(0, curve.count());
    page.context().close();
  }

  @Test
  void aRunWithoutAnEvaluationHasANoteAndNoEmptyCharts() {
    Path run = SampleRun.write(folder.resolve("c"), "cifar10-resnet3-ce", 9, 8, List.of());
    Path file = folder.resolve("without.html");
    Report.on(List.of(run)).write(file);
    String own = file.toUri().toString();
    Page page = browser.open(own, own, 1024, ColorScheme.LIGHT);
    assertTrue(page.locator("#notes").textContent().contains("'mixsep evaluate " + run + "'"));
    assertFalse(page.locator("#evaluation").isVisible());
    page.context().close();
    browser.assertQuiet();
  }
}
