package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The numbers of a line of the metrics under the tags that TensorBoard groups them by. */
final class Scalars {
  private Scalars() {}

  /** Such as {@code train/loss}, {@code train/within/block4}, {@code test/error/block4}. */
  static Map<String, Double> of(ObjectNode line) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    for (String key :
        List.of(
            "loss",
            "between",
            "within",
            "gradientNorm",
            "weightChange",
            "pairs",
            "imagesPerSecond")) {
      put(scalars, "train/" + key, line.path(key));
    }
    put(scalars, "train/error", line.path("trainError"));
    put(scalars, "threshold", line.path("threshold"));
    put(scalars, "learningRate", line.path("learningRate"));
    for (JsonNode module : line.path("modules")) {
      String block = "/block" + module.path("block").asInt();
      put(scalars, "train/between" + block, module.path("between"));
      put(scalars, "train/within" + block, module.path("within"));
      put(scalars, "threshold" + block, module.path("threshold"));
      for (String key : List.of("min", "mean", "max")) {
        put(scalars, "classDistance/" + key + block, module.path("classDistance").path(key));
      }
    }
    for (Map.Entry<String, JsonNode> error : line.path("test").properties()) {
      if (!error.getKey().equals("images")) {
        put(scalars, "test/error/" + error.getKey(), error.getValue());
      }
    }
    return scalars;
  }

  private static void put(Map<String, Double> scalars, String tag, JsonNode number) {
    if (number.isNumber()) {
      scalars.put(tag, number.asDouble());
    }
  }
}
