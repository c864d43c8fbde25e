package org.mixsep.app.runfolder;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.mixsep.AtomicFile;
import org.mixsep.app.runfolder.EvaluationRecord.Cell;
import org.mixsep.app.runfolder.EvaluationRecord.Distances;
import org.mixsep.app.runfolder.EvaluationRecord.Mistake;
import org.mixsep.app.runfolder.EvaluationRecord.OfClass;
import org.mixsep.app.runfolder.EvaluationRecord.Plane;
import org.mixsep.app.runfolder.EvaluationRecord.Point;
import org.mixsep.data.ImageSet;
import org.mixsep.training.ClassDistances;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Predictions;
import org.mixsep.training.PrincipalPlane;

/** Makes an {@link EvaluationRecord} of a network's predictions, and writes it. */
public final class EvaluationFile {
  /** More points would only hide each other. */
  private static final int MOST_POINTS = 1000;

  private static final int MOST_MISTAKES = 24;
  private static final MathContext DIGITS = new MathContext(4);

  private final boolean mean;
  private final ImageSet images;
  private final List<String> files;
  private final Predictions predictions;
  private final float[] probabilities;
  private final int classes;

  /**
   * @param mean whether the mean of all modules is the run's prediction, and not the last module
   * @param images the test images, raw
   * @param files of each of them; none where there are none
   * @param predictions of a network for exactly these
   */
  public EvaluationFile(
      boolean mean, ImageSet images, List<String> files, Predictions predictions) {
    this.files = List.copyOf(files);
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
    AtomicFile.writeText(file, Json.line(record(iteration, byViews)) + "\n");
  }

  private EvaluationRecord record(long iteration, Optional<Evaluations> byViews) {
    String last = Output.ofBlock(predictions.byBlock().lastKey());
    ClassificationStatistics statistics =
        ClassificationStatistics.of(probabilities, predictions.labels());
    return new EvaluationRecord(
        iteration,
        images.name(),
        images.size(),
        Optional.of(images.fingerprint()),
        mean ? Output.MEAN : last,
        "logits of block " + predictions.byBlock().lastKey(),
        images.classNames(),
        OptionalDouble.of(rounded(statistics.expectedCalibrationError())),
        confusion(statistics.confusion()),
        distances(),
        plane(),
        mistakes(),
        byViews.map(ViewErrors::of));
  }

  private List<Cell> confusion(int[][] counts) {
    List<Cell> cells = new ArrayList<>();
    for (int t = 0; t < classes; t++) {
      for (int p = 0; p < classes; p++) {
        if (counts[t][p] > 0) {
          cells.add(new Cell(t, p, counts[t][p]));
        }
      }
    }
    return cells;
  }

  private Distances distances() {
    ClassDistances found = ClassDistances.of(predictions.logits(), predictions.labels());
    List<OfClass> all =
        found.classes().stream()
            .map(c -> new OfClass(rounded(c.within()), c.nearest(), rounded(c.between())))
            .toList();
    return new Distances(rounded(found.within()), rounded(found.between()), all);
  }

  /** Images evenly spaced over the set. */
  private Plane plane() {
    PrincipalPlane found = PrincipalPlane.of(predictions.logits(), images.size());
    List<Point> points = new ArrayList<>();
    int shown = Math.min(MOST_POINTS, images.size());
    for (int k = 0; k < shown; k++) {
      int i = (int) ((long) k * images.size() / shown);
      points.add(
          new Point(
              rounded(found.first()[i]), rounded(found.second()[i]), predictions.labels()[i]));
    }
    return new Plane(List.of(rounded(found.firstShare()), rounded(found.secondShare())), points);
  }

  /** Those that the network is most sure of, and wrong. */
  private List<Mistake> mistakes() {
    int[] taken = new int[images.size()];
    float[] lead = new float[images.size()]; // of the predicted class over the true one
    for (int i = 0; i < taken.length; i++) {
      int row = i * classes;
      for (int c = 1; c < classes; c++) {
        taken[i] = probabilities[row + c] > probabilities[row + taken[i]] ? c : taken[i];
      }
      lead[i] = probabilities[row + taken[i]] - probabilities[row + predictions.labels()[i]];
    }
    return IntStream.range(0, taken.length)
        .filter(i -> taken[i] != predictions.labels()[i])
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -lead[i]))
        .limit(MOST_MISTAKES)
        .map(
            i ->
                new Mistake(
                    i,
                    files.isEmpty() ? Optional.empty() : Optional.of(files.get(i)),
                    predictions.labels()[i],
                    taken[i],
                    rounded(probabilities[i * classes + taken[i]]),
                    Thumbnail.png(images, i)))
        .toList();
  }

  /** To four digits; 0 for what is not finite, which no trained network has. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : 0;
  }
}
