package org.mixsep.app.report;

import org.mixsep.app.model.JudgedPicture;
import org.mixsep.app.model.ModelEvaluation;

/**
 * An evaluation as CSV, one picture a line: {@code
 * file,label,predicted,probability,probability_of_label}.
 */
public final class PicturesCsv {
  private PicturesCsv() {}

  public static String of(ModelEvaluation evaluation) {
    StringBuilder text =
        new StringBuilder("file,label,predicted,probability,probability_of_label\n");
    for (JudgedPicture one : evaluation.pictures()) {
      text.append(
          Csv.line(one.file(), one.label(), one.predicted(), one.probability(), one.ofLabel()));
    }
    return text.toString();
  }
}
