package org.mixsep.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What {@code evaluation.json} in a run folder holds of a network and its test images.
 *
 * @param json all of it, checked, for the page's script
 * @param classes names of the classes
 * @param cells images by class and what they are taken for, those that are not 0
 */
record EvaluationRecord(JsonNode json, List<String> classes, List<Cell> cells) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * So many images of one class, taken for another or rightly for itself.
   *
   * @param of true class
   * @param taken predicted class
   */
  record Cell(int of, int taken, int images) {
    boolean wrong() {
      return of != taken;
    }
  }

  /**
   * Reads the file.
   *
   * @throws IOException when it is not there, cannot be read, or is not such a file
   */
  static EvaluationRecord read(Path run) throws IOException {
    JsonNode json = JSON.readTree(Files.readAllBytes(run.resolve("evaluation.json")));
    List<String> classes = new ArrayList<>();
    json.path("classes").forEach(name -> classes.add(name.asText()));
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : json.path("confusion")) {
      cells.add(
          new Cell(
              classOf(cell.path(0), classes),
              classOf(cell.path(1), classes),
              cell.path(2).asInt()));
    }
    require(!classes.isEmpty() && !cells.isEmpty());
    JsonNode distances = json.path("distances");
    require(distances.path("within").isNumber() && distances.path("between").isNumber());
    require(distances.path("classes").size() == classes.size());
    require(json.path("output").isTextual() && json.path("space").isTextual());
    require(json.at("/plane/share").size() == 2 && json.at("/plane/points").isArray());
    for (JsonNode point : json.at("/plane/points")) {
      require(point.path(0).isNumber() && point.path(1).isNumber());
      classOf(point.path(2), classes);
    }
    require(json.path("mistakes").isArray());
    for (JsonNode mistake : json.path("mistakes")) {
      classOf(mistake.path("true"), classes);
      classOf(mistake.path("predicted"), classes);
      require(mistake.path("probability").isNumber() && mistake.path("png").isTextual());
    }
    return new EvaluationRecord(json, List.copyOf(classes), List.copyOf(cells));
  }

  private static int classOf(JsonNode node, List<String> classes) throws IOException {
    require(node.isInt() && node.asInt() >= 0 && node.asInt() < classes.size());
    return node.asInt();
  }

  private static void require(boolean right) throws IOException {
    if (!right) {
      throw new IOException("not what an evaluation holds");
    }
  }

  /** Steps the network was trained for. */
  long iteration() {
    return json.path("iteration").asLong();
  }

  /** Expected calibration error, 0..1; none in files of earlier versions. */
  OptionalDouble calibrationError() {
    return RunRecord.number(json.path("calibrationError"));
  }

  /** Root mean square distance of the logits of two test images of one class. */
  double within() {
    return json.at("/distances/within").asDouble();
  }

  /** Root mean square distance of the logits of two test images of different classes. */
  double between() {
    return json.at("/distances/between").asDouble();
  }

  /** Share of the images of each class that is taken for another, in percent; NaN without any. */
  double[] classErrors() {
    double[] all = new double[classes.size()];
    double[] wrong = new double[classes.size()];
    for (Cell cell : cells) {
      all[cell.of()] += cell.images();
      wrong[cell.of()] += cell.wrong() ? cell.images() : 0;
    }
    for (int c = 0; c < all.length; c++) {
      wrong[c] = 100 * wrong[c] / all[c];
    }
    return wrong;
  }

  /** The confusions with the most images, the greatest first. */
  List<Cell> worst(int most) {
    return cells.stream()
        .filter(Cell::wrong)
        .sorted(Comparator.comparingInt(Cell::images).reversed())
        .limit(most)
        .toList();
  }
}
