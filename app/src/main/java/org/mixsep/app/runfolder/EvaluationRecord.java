package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a trained network makes of its test images, as much of it as reports show: {@code
 * evaluation.json} in a run folder; of other images, a file in {@code evaluations}.
 *
 * @param iteration steps the network was trained for
 * @param set name of the image set
 * @param checksum SHA-256 of the images; empty in files of earlier versions
 * @param output whose predictions these are, as {@link Output} names it
 * @param space in which distances are measured, and the plane lies
 * @param classes their names
 * @param calibrationError expected calibration error, 0..1; none in files of earlier versions
 * @param confusion images by class and what they are taken for, those that are not 0
 * @param mistakes those the network is most sure of
 * @param views errors by views, where they were asked for
 */
public record EvaluationRecord(
    long iteration,
    String set,
    int images,
    Optional<String> checksum,
    String output,
    String space,
    List<String> classes,
    OptionalDouble calibrationError,
    List<Cell> confusion,
    Distances distances,
    Plane plane,
    List<Mistake> mistakes,
    Optional<ViewErrors> views) {
  public EvaluationRecord {
    require(output != null && space != null && distances != null && plane != null);
    classes = List.copyOf(classes);
    confusion = List.copyOf(confusion);
    mistakes = List.copyOf(mistakes);
    int count = classes.size();
    require(count > 0 && !confusion.isEmpty() && distances.classes().size() == count);
    confusion.forEach(cell -> require(isClass(cell.of(), count) && isClass(cell.taken(), count)));
    plane.points().forEach(point -> require(isClass(point.of(), count)));
    mistakes.forEach(
        wrong -> require(isClass(wrong.of(), count) && isClass(wrong.predicted(), count)));
  }

  /**
   * So many images of one class, taken for another or rightly for itself.
   *
   * @param of true class
   * @param taken predicted class
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Cell(
      @JsonProperty(required = true) int of,
      @JsonProperty(required = true) int taken,
      @JsonProperty(required = true) int images) {
    boolean wrong() {
      return of != taken;
    }
  }

  /**
   * Root mean square distances of the logits of two test images.
   *
   * @param within of one class
   * @param between of different classes
   * @param classes the same of each class
   */
  public record Distances(
      @JsonProperty(required = true) double within,
      @JsonProperty(required = true) double between,
      List<OfClass> classes) {
    public Distances {
      classes = List.copyOf(classes);
    }
  }

  /**
   * @param nearest the class that lies nearest
   * @param between to that one
   */
  public record OfClass(double within, int nearest, double between) {}

  /**
   * The two directions in which the logits vary most.
   *
   * @param share of the variance, 0..1, of either
   * @param points some images
   */
  public record Plane(List<Double> share, List<Point> points) {
    public Plane {
      share = List.copyOf(share);
      points = List.copyOf(points);
      require(share.size() == 2);
    }
  }

  /** An image by its two coordinates and its true class. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Point(
      @JsonProperty(required = true) double first,
      @JsonProperty(required = true) double second,
      @JsonProperty(required = true) int of) {}

  /**
   * An image that is taken for another class.
   *
   * @param index among the test images
   * @param file it is in, where it has one of its own
   * @param of true class
   * @param predicted class
   * @param probability of the predicted class, 0..1
   * @param png a picture of it
   */
  public record Mistake(
      int index,
      Optional<String> file,
      @JsonProperty(value = "true", required = true) int of,
      @JsonProperty(required = true) int predicted,
      @JsonProperty(required = true) double probability,
      @JsonProperty(required = true) byte[] png) {}

  /**
   * Reads the file.
   *
   * @throws IOException when it is not there, cannot be read, or is not such a file
   */
  public static EvaluationRecord read(Path run) throws IOException {
    return Json.read(new RunFolder(run).evaluation(), EvaluationRecord.class);
  }

  /** As pages are given it. */
  public JsonNode json() {
    return Json.tree(this);
  }

  private static boolean isClass(int number, int classes) {
    return number >= 0 && number < classes;
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("not what an evaluation holds");
    }
  }

  /** Share of the images of each class that is taken for another, in percent; NaN without any. */
  public double[] classErrors() {
    double[] all = new double[classes.size()];
    double[] wrong = new double[classes.size()];
    for (Cell cell : confusion) {
      all[cell.of()] += cell.images();
      wrong[cell.of()] += cell.wrong() ? cell.images() : 0;
    }
    for (int c = 0; c < all.length; c++) {
      wrong[c] = 100 * wrong[c] / all[c];
    }
    return wrong;
  }

  /** The confusions with the most images, the greatest first. */
  public List<Cell> worst(int most) {
    return confusion.stream()
        .filter(Cell::wrong)
        .sorted(Comparator.comparingInt(Cell::images).reversed())
        .limit(most)
        .toList();
  }
}
