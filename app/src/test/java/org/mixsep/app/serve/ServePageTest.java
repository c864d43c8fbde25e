package org.mixsep.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.TestBrowser;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.model.Threshold;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.SmallRun;

/** The page in a real browser, where there is one. */
class ServePageTest {
  @TempDir Path folder;

  @Test
  void picturesAreShownWithTheirClassesAndOthersWithWhatIsWrong() {
    try (TestBrowser browser = new TestBrowser();
        ServeServer server = start()) {
      Page page = browser.open(server.address(), server.address(), 390, ColorScheme.DARK);
      List<byte[]> pictures = SmallRun.pictures(2);
      choose(page, payload("one.png", pictures.get(0)), payload("two.png", pictures.get(1)));
      page.locator("body").getByText("2 classified", TestBrowser.EXACT).waitFor();
      Locator cards = page.locator("#results > li");
      assertEquals(2, cards.count());
      assertTrue(cards.first().locator("ol li").first().innerText().matches("(?s)\\d.*\\d %"));
      assertEquals(10, cards.locator("ol li").count(), "five classes each");
      assertTrue(page.locator("#model").innerText().contains("after 25 iterations"), "the model");
      int width = (int) page.evaluate("document.documentElement.scrollWidth");
      assertEquals(390, width, "nothing is wider than a phone");
      browser.assertQuiet();

      assertTrue(page.locator("#plain").isVisible(), "no validation images, no temperature");
      page.locator("#least").fill("100");
      choose(page, payload("unsure.png", pictures.get(0)));
      page.locator("body").getByText("3 classified", TestBrowser.EXACT).waitFor();
      assertEquals("None of these", cards.first().locator(".none").innerText());
      assertEquals(1, page.locator(".none").count());

      choose(page, payload("notes.png", "no picture".getBytes(StandardCharsets.UTF_8)));
      page.locator("body").getByText("3 classified, 1 could not be", TestBrowser.EXACT).waitFor();
      assertEquals(
          "no JPEG, PNG, WebP, TIFF, BMP or GIF picture", page.locator(".error").innerText());
      page.locator("body").getByText("Clear", TestBrowser.EXACT).click();
      assertEquals(0, cards.count());
    }
  }

  private ServeServer start() {
    ModelSource source =
        new ModelSource(SmallRun.train(folder), Optional.empty(), List.of("threads=1"));
    return new ServeServer(
        () -> new TorchModels().open(source),
        new ServeSettings("127.0.0.1", 0, 8, 1, 1, 30, Threshold.NONE),
        fault -> {});
  }

  private static FilePayload payload(String name, byte[] content) {
    return new FilePayload(name, "image/png", content);
  }

  private static void choose(Page page, FilePayload... files) {
    page.setInputFiles("#files", files);
  }
}
