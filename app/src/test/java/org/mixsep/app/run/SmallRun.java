package org.mixsep.app.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;

/** A run of a few seconds, for tests of what is done with trained models. */
public final class SmallRun {
  public static final int TEST_IMAGES = 30;

  public static final List<String> SETTINGS =
      List.of(
          "iterations=25",
          "data.train=320",
          "data.test=" + TEST_IMAGES,
          "network=resnet1",
          "preprocess=gcn,standardize",
          "prediction=mean",
          "batch=32",
          "threads=1",
          "precision=float32");

  private SmallRun() {}

  /** Trains {@code folder/run}. */
  public static Path train(Path folder) {
    Path run = folder.resolve("run");
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(List.of("run=" + run, "cache=" + folder.resolve("cache")));
    new TorchRuns()
        .train(
            ConfigSources.resolve("street-digits", Optional.empty(), settings),
            "x",
            new RunListener() {
              @Override
              public void message(String line) {}

              @Override
              public void progress(StepProgress progress) {}
            });
    return run;
  }

  /** Some of its test images, as the files that people have. */
  public static List<byte[]> pictures(int count) {
    ImageSet test = new StreetDigits(1, 10).test(count);
    List<byte[]> pictures = new ArrayList<>();
    try {
      Path file = Files.createTempFile("picture", ".png");
      for (int i = 0; i < count; i++) {
        writePng(test, i, file);
        pictures.add(Files.readAllBytes(file));
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pictures;
  }

  public static void writePng(ImageSet set, int index, Path file) {
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
}
