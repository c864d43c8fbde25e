package org.mixsep.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mixsep.app.model.PredictionListener.Ranked;
import org.mixsep.app.model.Threshold;
import org.mixsep.app.report.Csv;

/** How predictions are printed, image by image. */
enum PredictionFormat {
  /** Columns for people. */
  table {
    @Override
    String line(Path file, int width, List<Ranked> top, Threshold threshold) {
      StringBuilder line = new StringBuilder(Plain.of(file.toString()));
      line.append(" ".repeat(Math.max(0, width - line.length())));
      if (!threshold.accepts(top)) {
        line.append("  none of these; the likeliest:");
      }
      for (Ranked ranked : top) {
        line.append("  %s %8s".formatted(Plain.of(ranked.className()), percent(ranked)));
      }
      return line.append('\n').toString();
    }
  },
  /** One JSON object a line. */
  jsonl {
    @Override
    String line(Path file, int width, List<Ranked> top, Threshold threshold) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("file", file.toString());
      if (threshold.isSet()) {
        json.put("answer", threshold.accepts(top) ? top.get(0).className() : null);
      }
      ArrayNode classes = json.putArray("classes");
      for (Ranked ranked : top) {
        classes
            .addObject()
            .put("class", ranked.className())
            .put("probability", ranked.probability());
      }
      return json + "\n";
    }
  },
  /** One line for each class told of an image. */
  csv {
    @Override
    String header(Threshold threshold) {
      return "file,rank,class,probability" + (threshold.isSet() ? ",answer\n" : "\n");
    }

    @Override
    String line(Path file, int width, List<Ranked> top, Threshold threshold) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < top.size(); i++) {
        List<Object> cells = new ArrayList<>(List.of(file, i + 1));
        cells.addAll(List.of(top.get(i).className(), top.get(i).probability()));
        if (threshold.isSet()) {
          cells.add(threshold.accepts(top) ? top.get(0).className() : "");
        }
        lines.append(Csv.line(cells.toArray()));
      }
      return lines.toString();
    }
  };

  String header(Threshold threshold) {
    return "";
  }

  /**
   * @param width least width of the first column, where there are columns
   * @param threshold what the first class needs to be an answer
   */
  abstract String line(Path file, int width, List<Ranked> top, Threshold threshold);

  private static String percent(Ranked ranked) {
    return Numbers.percent(ranked.probability());
  }
}
