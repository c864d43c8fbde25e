package org.mixsep.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.ClassificationStatistics.Bin;
import org.mixsep.training.ClassificationStatistics.ClassScore;

/** An evaluation as one JSON object; shares are 0..1, the confusion's rows are true classes. */
public final class EvaluationJson {
  private EvaluationJson() {}

  public static String of(ModelEvaluation evaluation) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("run", evaluation.run().toString());
    root.put("iteration", evaluation.iteration());
    root.put("images", evaluation.images());
    ArrayNode classes = root.putArray("classes");
    evaluation.classNames().forEach(classes::add);
    root.put("prediction", evaluation.prediction().name());
    root.put("averaged", evaluation.averaged());
    root.put("views", evaluation.views().toString());
    ObjectNode outputs = root.putObject("outputs");
    evaluation
        .outputs()
        .forEach(output -> outputs.set(output.name(), output(output, evaluation.classNames())));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode output(ModelEvaluation.Output output, List<String> classNames) {
    ClassificationStatistics s = output.statistics();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("images", s.images());
    json.put("error", s.error());
    output.errorByViews().ifPresent(error -> json.put("errorByViews", error));
    json.put("top5Error", s.topFiveError());
    json.put("meanF1", s.meanF1());
    json.put("negativeLogLikelihood", s.negativeLogLikelihood());
    json.put("expectedCalibrationError", s.expectedCalibrationError());
    ArrayNode scores = json.putArray("perClass");
    for (int c = 0; c < classNames.size(); c++) {
      ClassScore score = s.classScores().get(c);
      scores
          .addObject()
          .put("class", classNames.get(c))
          .put("images", score.images())
          .put("precision", score.precision())
          .put("recall", score.recall())
          .put("f1", score.f1());
    }
    ArrayNode confusion = json.putArray("confusion");
    for (int[] counts : s.confusion()) {
      ArrayNode row = confusion.addArray();
      for (int count : counts) {
        row.add(count);
      }
    }
    ArrayNode bins = json.putArray("reliability");
    for (Bin bin : s.bins()) {
      bins.addObject()
          .put("from", bin.from())
          .put("to", bin.to())
          .put("images", bin.images())
          .put("confidence", bin.confidence())
          .put("accuracy", bin.accuracy());
    }
    return json;
  }
}
