package org.mixsep.app.report;

import java.util.List;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.ClassificationStatistics.Bin;
import org.mixsep.training.ClassificationStatistics.ClassScore;

/**
 * An evaluation as CSV, one number a line: {@code output,measure,class,detail,value}.
 *
 * <p>{@code class} is empty for measures of all classes; {@code detail} is the predicted class of a
 * {@code confusion}, the upper end of a reliability bin's confidence, and the views of an {@code
 * error_by_views}. Shares are 0..1.
 */
public final class EvaluationCsv {
  private EvaluationCsv() {}

  public static String of(ModelEvaluation evaluation) {
    StringBuilder text = new StringBuilder("output,measure,class,detail,value\n");
    for (ModelEvaluation.Output output : evaluation.outputs()) {
      add(text, output.name(), output.statistics(), evaluation.classNames());
      output
          .errorByViews()
          .ifPresent(
              error ->
                  text.append(
                      Csv.line(
                          output.name(),
                          "error_by_views",
                          "",
                          evaluation.views().toString(),
                          error)));
    }
    return text.toString();
  }

  private static void add(
      StringBuilder text, String output, ClassificationStatistics s, List<String> classes) {
    text.append(Csv.line(output, "images", "", "", s.images()));
    text.append(Csv.line(output, "error", "", "", s.error()));
    text.append(Csv.line(output, "top5_error", "", "", s.topFiveError()));
    text.append(Csv.line(output, "mean_f1", "", "", s.meanF1()));
    text.append(Csv.line(output, "negative_log_likelihood", "", "", s.negativeLogLikelihood()));
    text.append(
        Csv.line(output, "expected_calibration_error", "", "", s.expectedCalibrationError()));
    List<ClassScore> scores = s.classScores();
    for (int c = 0; c < scores.size(); c++) {
      String name = classes.get(c);
      text.append(Csv.line(output, "images", name, "", scores.get(c).images()));
      text.append(Csv.line(output, "precision", name, "", scores.get(c).precision()));
      text.append(Csv.line(output, "recall", name, "", scores.get(c).recall()));
      text.append(Csv.line(output, "f1", name, "", scores.get(c).f1()));
    }
    for (int c = 0; c < scores.size(); c++) {
      for (int p = 0; p < scores.size(); p++) {
        text.append(
            Csv.line(output, "confusion", classes.get(c), classes.get(p), s.confusion()[c][p]));
      }
    }
    for (Bin bin : s.bins()) {
      text.append(Csv.line(output, "bin_images", "", bin.to(), bin.images()));
      text.append(Csv.line(output, "bin_confidence", "", bin.to(), bin.confidence()));
      text.append(Csv.line(output, "bin_accuracy", "", bin.to(), bin.accuracy()));
    }
  }
}
