package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Predictions;
import org.mixsep.training.Temperature;

/**
 * {@code temperature.json} in a run folder: what the probabilities of its last checkpoint are
 * scaled by, fitted on its validation images, with what that changes on these.
 */
public final class TemperatureFile {
  private static final String NAME = "temperature.json";

  private TemperatureFile() {}

  /**
   * Fits a temperature and keeps it.
   *
   * @param iteration steps the network was trained for
   * @param mean whether the mean of all modules is the run's prediction
   * @param validation what the network says of images that it was not trained on
   */
  public static void write(RunFolder folder, long iteration, boolean mean, Predictions validation) {
    float[] logits = validation.logits(mean);
    int classes = logits.length / validation.images();
    Temperature fitted = Temperature.fit(logits, validation.labels());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("iteration", iteration);
    json.put("temperature", fitted.value());
    json.put("images", validation.images());
    putStatistics(json, "before", Temperature.NONE, logits, validation.labels(), classes);
    putStatistics(json, "after", fitted, logits, validation.labels(), classes);
    AtomicFile.writeText(folder.path().resolve(NAME), json.toPrettyString() + "\n");
  }

  private static void putStatistics(
      ObjectNode json, String name, Temperature by, float[] logits, int[] labels, int classes) {
    var found = ClassificationStatistics.of(by.probabilities(logits, classes), labels);
    json.putObject(name)
        .put("negativeLogLikelihood", found.negativeLogLikelihood())
        .put("calibrationError", found.expectedCalibrationError());
  }

  /**
   * The temperature of a checkpoint, if the run fitted one to it.
   *
   * @param iteration the checkpoint's
   * @throws InvalidInputException when the file is there and damaged
   */
  public static Optional<Temperature> find(RunFolder folder, long iteration) {
    Path file = folder.path().resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      double value = json.path("temperature").asDouble();
      if (!json.path("iteration").isIntegralNumber() || !(value > 0) || Double.isInfinite(value)) {
        throw new InvalidInputException(
            file
                + " is damaged: its iteration or its temperature is no number; remove it, and"
                + " probabilities are given as they come");
      }
      return json.path("iteration").asLong() == iteration
          ? Optional.of(new Temperature(value))
          : Optional.empty();
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s cannot be read (%s); remove it, and probabilities are given as they come"
              .formatted(file, AtomicFile.reason(e)),
          e);
    }
  }
}
