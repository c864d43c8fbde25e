package org.mixsep.app.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.ClassificationStatistics.ClassScore;
import org.mixsep.training.Views;

/** An evaluation as tables: all outputs, then classes and confusions of the prediction. */
final class EvaluationTable {
  /** More classes than this make a matrix nobody reads: the largest confusions are listed. */
  private static final int WIDEST_MATRIX = 20;

  private static final int LISTED = 10;

  private EvaluationTable() {}

  static String of(ModelEvaluation evaluation) {
    ModelEvaluation.Output prediction = evaluation.prediction();
    ClassificationStatistics s = prediction.statistics();
    List<String> names = evaluation.classNames();
    return outputs(evaluation)
        + ("\n" + evaluation.iteration() + " iterations, ")
        + (evaluation.averaged() ? "averaged weights, " : "")
        + (s.images() + " images of ")
        + (evaluation.images() + "\n\nClasses, by " + prediction.name() + ":\n")
        + classes(s, names)
        + (names.size() <= WIDEST_MATRIX
            ? "\nTrue class (row) taken for (column):\n" + matrix(s.confusion(), names)
            : "\nMost frequent confusions:\n" + confusions(s.confusion(), names));
  }

  private static String outputs(ModelEvaluation evaluation) {
    List<String> headers =
        new ArrayList<>(
            List.of("output", "error", "top-5 error", "mean F1", "NLL", "calibration error", ""));
    if (evaluation.views() != Views.NONE) {
      headers.add(2, "by " + evaluation.views());
    }
    TextTable table = new TextTable(headers.toArray(String[]::new));
    for (int column = 1; column < headers.size() - 1; column++) {
      table.alignRight(column);
    }
    for (ModelEvaluation.Output output : evaluation.outputs()) {
      ClassificationStatistics s = output.statistics();
      List<String> row = new ArrayList<>(List.of(output.name(), Numbers.percent(s.error())));
      output.errorByViews().ifPresent(error -> row.add(Numbers.percent(error)));
      row.add(Numbers.percent(s.topFiveError()));
      row.add(Numbers.percent(s.meanF1()));
      row.add(Numbers.brief(s.negativeLogLikelihood()));
      row.add(Numbers.percent(s.expectedCalibrationError()));
      row.add(output.prediction() ? "<- the prediction" : "");
      table.row(row.toArray(String[]::new));
    }
    return table.render(0);
  }

  private static String classes(ClassificationStatistics s, List<String> names) {
    TextTable table = new TextTable("class", "images", "precision", "recall", "F1", "");
    for (int column = 1; column <= 4; column++) {
      table.alignRight(column);
    }
    List<ClassScore> scores = s.classScores();
    for (int c = 0; c < scores.size(); c++) {
      ClassScore score = scores.get(c);
      table.row(
          names.get(c),
          Integer.toString(score.images()),
          score.predicted() == 0 ? "-" : Numbers.percent(score.precision()),
          score.images() == 0 ? "-" : Numbers.percent(score.recall()),
          Numbers.percent(score.f1()),
          "");
    }
    return table.render(0);
  }

  private static String matrix(int[][] confusion, List<String> names) {
    List<String> headers = new ArrayList<>(List.of(""));
    headers.addAll(names);
    headers.add("");
    TextTable table = new TextTable(headers.toArray(String[]::new));
    for (int c = 0; c < confusion.length; c++) {
      table.alignRight(c + 1);
      List<String> row = new ArrayList<>(List.of(names.get(c)));
      for (int count : confusion[c]) {
        row.add(count == 0 ? "." : Integer.toString(count));
      }
      row.add("");
      table.row(row.toArray(String[]::new));
    }
    return table.render(0);
  }

  private static String confusions(int[][] confusion, List<String> names) {
    record Pair(int truth, int taken, int images) {}
    List<Pair> pairs = new ArrayList<>();
    for (int c = 0; c < confusion.length; c++) {
      for (int p = 0; p < confusion.length; p++) {
        if (p != c && confusion[c][p] > 0) {
          pairs.add(new Pair(c, p, confusion[c][p]));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::images).reversed());
    TextTable table = new TextTable("true class", "taken for", "images", "").alignRight(2);
    for (Pair pair : pairs.subList(0, Math.min(LISTED, pairs.size()))) {
      table.row(names.get(pair.truth), names.get(pair.taken), Integer.toString(pair.images), "");
    }
    return table.render(0);
  }
}
