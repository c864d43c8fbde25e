package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mixsep.AtomicFile;
import org.mixsep.data.ImageSet;
import org.mixsep.training.ClassDistances;
import org.mixsep.training.ClassDistances.OfClass;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Predictions;
import org.mixsep.training.PrincipalPlane;

/**
 * {@code evaluation.json} in a run folder: what a trained network makes of its test images, as much
 * of it as reports show, so that they need neither the network nor the images; of other images, a
 * file in {@code evaluations}.
 */
public final class EvaluationFile {
  /** More points would only hide each other. */
  private static final int MOST_POINTS = 1000;

  private static final int MOST_MISTAKES = 24;
  private static final MathContext DIGITS = new MathContext(4);

  private final boolean mean;
  private final ImageSet images;
  private final Predictions predictions;
  private final float[] probabilities;
  private final int classes;

  /**
   * @param mean whether the mean of all modules is the run's prediction, and not the last module
   * @param images the test images, raw
   * @param predictions of a network for exactly these
   */
  public EvaluationFile(boolean mean, ImageSet images, Predictions predictions) {
    this.mean = mean;
    this.images = images;
    this.predictions = predictions;
    this.probabilities = mean ? predictions.mean() : predictions.last();
    this.classes = images.classes();
  }

  /**
   * Writes or replaces a file.
   *
   * @param file where, as {@link RunFolder#evaluation} says
   * @param iteration steps the network was trained for
   * @param byViews its errors by views, where they were asked for
   * @throws org.mixsep.InvalidInputException when it cannot be written
   */
  public void write(Path file, long iteration, Optional<Evaluations> byViews) {
    ObjectNode json = json(iteration);
    MetricsLog.putViews(byViews, json);
    ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(file, channel -> AtomicFile.put(channel, bytes));
  }

  private ObjectNode json(long iteration) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("iteration", iteration);
    json.put("set", images.name());
    json.put("images", images.size());
    json.put("checksum", images.fingerprint());
    json.put("output", mean ? "mean" : "block" + predictions.byBlock().lastKey());
    json.put("space", "logits of block " + predictions.byBlock().lastKey());
    images.classNames().forEach(json.putArray("classes")::add);
    ClassificationStatistics statistics =
        ClassificationStatistics.of(probabilities, predictions.labels());
    json.put("calibrationError", rounded(statistics.expectedCalibrationError()));
    json.set("confusion", confusion(statistics.confusion()));
    json.set("distances", distances());
    json.set("plane", plane());
    json.set("mistakes", mistakes());
    return json;
  }

  /** Counts that are not 0, as [true class, predicted class, images]. */
  private ArrayNode confusion(int[][] counts) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (int t = 0; t < classes; t++) {
      for (int p = 0; p < classes; p++) {
        if (counts[t][p] > 0) {
          all.addArray().add(t).add(p).add(counts[t][p]);
        }
      }
    }
    return all;
  }

  private ObjectNode distances() {
    ClassDistances found = ClassDistances.of(predictions.logits(), predictions.labels());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("within", rounded(found.within()));
    json.put("between", rounded(found.between()));
    ArrayNode all = json.putArray("classes");
    for (OfClass one : found.classes()) {
      all.addObject()
          .put("within", rounded(one.within()))
          .put("nearest", one.nearest())
          .put("between", rounded(one.between()));
    }
    return json;
  }

  /** Images evenly spaced over the set, as [first coordinate, second, true class]. */
  private ObjectNode plane() {
    PrincipalPlane found = PrincipalPlane.of(predictions.logits(), images.size());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("share").add(rounded(found.firstShare())).add(rounded(found.secondShare()));
    ArrayNode points = json.putArray("points");
    int shown = Math.min(MOST_POINTS, images.size());
    for (int k = 0; k < shown; k++) {
      int i = (int) ((long) k * images.size() / shown);
      points
          .addArray()
          .add(rounded(found.first()[i]))
          .add(rounded(found.second()[i]))
          .add(predictions.labels()[i]);
    }
    return json;
  }

  /** Those that the network is most sure of, and wrong. */
  private ArrayNode mistakes() {
    int[] taken = new int[images.size()];
    float[] lead = new float[images.size()]; // of the predicted class over the true one
    for (int i = 0; i < taken.length; i++) {
      int row = i * classes;
      for (int c = 1; c < classes; c++) {
        taken[i] = probabilities[row + c] > probabilities[row + taken[i]] ? c : taken[i];
      }
      lead[i] = probabilities[row + taken[i]] - probabilities[row + predictions.labels()[i]];
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    IntStream.range(0, taken.length)
        .filter(i -> taken[i] != predictions.labels()[i])
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -lead[i]))
        .limit(MOST_MISTAKES)
        .forEach(
            i ->
                all.addObject()
                    .put("index", i)
                    .put("true", predictions.labels()[i])
                    .put("predicted", taken[i])
                    .put("probability", rounded(probabilities[i * classes + taken[i]]))
                    .put("png", Thumbnail.png(images, i)));
    return all;
  }

  /** To four digits; 0 for what is not finite, which no trained network has. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : 0;
  }
}
