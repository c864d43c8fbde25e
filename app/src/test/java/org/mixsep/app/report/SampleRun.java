package org.mixsep.app.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.FlatYaml;

/** Run folders as a training leaves them, made up. */
final class SampleRun {
  private SampleRun() {}

  /**
   * A finished run of 200 iterations on block 4, tested at 100 and 200.
   *
   * @param before test error at 100, in percent
   * @param last test error at 200
   */
  static Path write(Path folder, String preset, double before, double last, List<String> settings) {
    try {
      Files.createDirectories(folder);
      List<String> all = new ArrayList<>(List.of("modules=config1", "iterations=200"));
      all.addAll(settings);
      Files.writeString(
          folder.resolve("config.yaml"),
          FlatYaml.write(ConfigSources.resolve(preset, Optional.empty(), all)));
      Files.write(
          folder.resolve("metrics.jsonl"),
          List.of(step(100, 2.5), test(100, before), step(200, 1.25), test(200, last)));
      Files.writeString(
          folder.resolve("result.json"),
          "{\"iterations\":200,\"versions\":\"mixsep 9\",\"finished\":\"2030-01-02T03:04:05Z\","
              + "\"test\":"
              + errors(last)
              + "}");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String step(long iteration, double loss) {
    return String.format(
        Locale.ROOT,
        "{\"iteration\":%d,\"loss\":%s,\"between\":1.0,\"within\":20.0,\"threshold\":0.5,"
            + "\"learningRate\":0.01,\"trainError\":50.0,\"gradientNorm\":0.3,"
            + "\"weightChange\":0.002,\"imagesPerSecond\":700.0,\"modules\":"
            + "[{\"block\":4,\"between\":1.0,\"within\":20.0,\"threshold\":0.5,"
            + "\"classDistance\":{\"min\":0.5,\"mean\":1.0,\"max\":2.0}}]}",
        iteration,
        loss);
  }

  private static String test(long iteration, double error) {
    return "{\"iteration\":" + iteration + ",\"test\":" + errors(error) + "}";
  }

  private static String errors(double error) {
    return "{\"block4\":" + error + ",\"mean\":" + error + ",\"images\":1000}";
  }

  /**
   * Adds errors on validation images beside the test errors.
   *
   * @param error the same at every iteration, in percent
   */
  static void addValidation(Path run, double error) {
    try {
      Path file = run.resolve("metrics.jsonl");
      String text = Files.readString(file);
      Files.writeString(
          file, text.replace("\"test\":", "\"validation\":" + errors(error) + ",\"test\":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Eight test images of a cat and a dog, one of them mistaken, its picture a single pixel. */
  static void addEvaluation(Path run) {
    String json =
        """
        {"iteration": 200, "set": "test", "images": 8, "output": "block4",
         "space": "logits of block 4", "classes": ["cat", "<dog>"],
         "confusion": [[0, 0, 3], [0, 1, 1], [1, 1, 4]],
         "distances": {"within": 1.5, "between": 3, "classes": [{}, {}]},
         "plane": {"share": [0.75, 0.25], "points": [[1, 2, 0], [2, 1, 0], [-3, -3, 1]]},
         "mistakes": [{"index": 5, "true": 0, "predicted": 1, "probability": 0.9, "png": "%s"}]}
        """;
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png", png);
      String text = Base64.getEncoder().encodeToString(png.toByteArray());
      Files.writeString(run.resolve("evaluation.json"), json.formatted(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
