package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.run.Models.ModelSource;
import org.mixsep.data.ImageSet;
import org.mixsep.data.StreetDigits;

/** A small trained run, used in the ways there are. */
class TorchModelsTest {
  private static final int IMAGES = 30;
  @TempDir private static Path folder;
  private static Path run;

  private final TorchModels models = new TorchModels();
  private final Heard heard = new Heard();

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    List<String> settings =
        List.of(
            "iterations=25",
            "data.train=320",
            "data.test=" + IMAGES,
            "network=resnet1",
            "preprocess=gcn,standardize",
            "prediction=mean",
            "batch=32",
            "threads=1",
            "precision=float32",
            "run=" + run,
            "cache=" + folder.resolve("cache"));
    new TorchRuns()
        .train(
            ConfigSources.resolve("street-digits", Optional.empty(), settings), "x", new Heard());
  }

  private static ModelSource source(String... settings) {
    return new ModelSource(run, Optional.empty(), List.of(settings));
  }

  @Test
  void predictionsOfTheTestImagesAsFilesAreThoseThatEvaluateCounts() throws IOException {
    ImageSet test = new StreetDigits(1, 10).test(IMAGES);
    Path images = Files.createDirectories(folder.resolve("images/deep"));
    for (int i = 0; i < IMAGES; i++) {
      writePng(test, i, images.resolve("%02d-%d.png".formatted(i, test.label(i))));
    }
    int unreadable = models.predict(source(), List.of(folder.resolve("images")), 10, heard);
    assertEquals(0, unreadable);
    assertEquals(IMAGES, heard.files.size());
    int wrong = 0;
    double logs = 0;
    for (int i = 0; i < IMAGES; i++) {
      String label = Integer.toString(test.label(i));
      assertTrue(heard.files.get(i).endsWith("%02d-%s.png".formatted(i, label)));
      List<PredictionListener.Ranked> ranked = heard.top.get(i);
      assertEquals(10, ranked.size());
      assertEquals(1, ranked.stream().mapToDouble(r -> r.probability()).sum(), 1e-5);
      wrong += ranked.get(0).className().equals(label) ? 0 : 1;
      logs -=
          ranked.stream()
              .filter(r -> r.className().equals(label))
              .mapToDouble(r -> Math.log(r.probability()))
              .sum();
    }
    ModelEvaluation.Output evaluated = models.evaluate(source(), heard).prediction();
    assertEquals("mean of modules", evaluated.name());
    assertEquals(evaluated.statistics().errors(), wrong);
    assertEquals(evaluated.statistics().negativeLogLikelihood(), logs / IMAGES, 1e-5);
  }

  @Test
  void unreadableImagesAreReportedAndTheOthersGoOn() throws IOException {
    Path good = folder.resolve("good.png");
    writePng(new StreetDigits(1, 10).test(1), 0, good);
    byte[] whole = Files.readAllBytes(good);
    Path cut = Files.write(folder.resolve("cut.png"), java.util.Arrays.copyOf(whole, 700));
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    Path none = folder.resolve("none.png");
    assertEquals(3, models.predict(source(), List.of(cut, text, none, good), 1, heard));
    assertEquals(List.of(good), heard.files);
    assertEquals(3, heard.problems.size());
    assertTrue(heard.problems.get(1).endsWith("text.png: no image of a known format"));
    assertTrue(heard.problems.get(2).endsWith("none.png: no such file"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThrows(
        InvalidInputException.class, () -> models.predict(source(), List.of(empty), 1, heard));
  }

  @Test
  void itNeedsNeitherTrainingImagesNorCache() throws IOException {
    Path moved = folder.resolve("moved");
    Files.createDirectories(moved.resolve("checkpoints"));
    Files.copy(run.resolve("config.yaml"), moved.resolve("config.yaml"));
    Path checkpoint = Path.of("checkpoints", "iteration-00000025.safetensors");
    Files.copy(run.resolve(checkpoint), moved.resolve(checkpoint));
    Path image = folder.resolve("one.png");
    writePng(new StreetDigits(1, 10).test(1), 0, image);
    Path noCache = folder.resolve("no-cache");
    ModelSource source =
        new ModelSource(moved, Optional.empty(), List.of("cache=" + noCache, "data=cifar10"));
    assertEquals(0, models.predict(source, List.of(image), 1, heard));
    assertFalse(Files.exists(noCache));
  }

  @Test
  void settingsOfTheModelItselfAndOtherClassesAreRefused() {
    var refused =
        assertThrows(
            InvalidInputException.class, () -> models.evaluate(source("modules=4"), heard));
    assertTrue(refused.getMessage().contains("not modules=4"), refused.getMessage());
    refused =
        assertThrows(
            InvalidInputException.class, () -> models.evaluate(source("data.classes=100"), heard));
    assertTrue(refused.getMessage().contains("other classes"), refused.getMessage());
    ModelEvaluation fewer = models.evaluate(source("data.test=7"), heard);
    assertEquals(7, fewer.prediction().statistics().images());
  }

  static void writePng(ImageSet set, int index, Path file) {
    byte[] pixels = new byte[set.shape().values()];
    set.read(index, pixels);
    int plane = 32 * 32;
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb =
          (pixels[i] & 255) << 16 | (pixels[plane + i] & 255) << 8 | pixels[2 * plane + i] & 255;
      image.setRGB(i % 32, i / 32, rgb);
    }
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps what it hears. */
  private static final class Heard implements RunListener, PredictionListener {
    private final List<Path> files = new ArrayList<>();
    private final List<List<Ranked>> top = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @Override
    public void message(String line) {}

    @Override
    public void progress(StepProgress progress) {}

    @Override
    public void begin(List<Path> found) {}

    @Override
    public void classified(Path file, List<Ranked> ranked) {
      files.add(file);
      top.add(ranked);
    }

    @Override
    public void unreadable(Path file, String reason) {
      problems.add(file + ": " + reason);
    }

    @Override
    public void progress(long done, long total) {}
  }
}
