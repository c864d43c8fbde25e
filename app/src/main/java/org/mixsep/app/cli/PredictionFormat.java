package org.mixsep.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.mixsep.app.model.PredictionListener.Ranked;
import org.mixsep.app.report.Csv;

/** How predictions are printed, image by image. */
enum PredictionFormat {
  /** Columns for people. */
  table {
    @Override
    String line(Path file, int width, List<Ranked> top) {
      StringBuilder line = new StringBuilder(Plain.of(file.toString()));
      line.append(" ".repeat(Math.max(0, width - line.length())));
      for (Ranked ranked : top) {
        line.append("  %s %8s".formatted(Plain.of(ranked.className()), percent(ranked)));
      }
      return line.append('\n').toString();
    }
  },
  /** One JSON object a line. */
  jsonl {
    @Override
    String line(Path file, int width, List<Ranked> top) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("file", file.toString());
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
    String header() {
      return "file,rank,class,probability\n";
    }

    @Override
    String line(Path file, int width, List<Ranked> top) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < top.size(); i++) {
        lines.append(Csv.line(file, i + 1, top.get(i).className(), top.get(i).probability()));
      }
      return lines.toString();
    }
  };

  String header() {
    return "";
  }

  /**
   * @param width least width of the first column, where there are columns
   */
  abstract String line(Path file, int width, List<Ranked> top);

  private static String percent(Ranked ranked) {
    return Numbers.percent(ranked.probability());
  }
}
