package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Errors that were measured after a step. */
public record ErrorLine(long iteration, @JsonUnwrapped MeasuredErrors errors)
    implements MetricsLine {

  static Optional<ErrorLine> of(JsonNode json) {
    return json.path(HeldOut.TEST.key()).isObject()
        ? Json.optional(json, ErrorLine.class)
        : Optional.empty();
  }

  @Override
  public String text() {
    return Json.line(this);
  }

  @Override
  public Map<String, Double> scalars() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    for (HeldOut images : HeldOut.values()) {
      images
          .in(errors)
          .ifPresent(
              found ->
                  found
                      .percent()
                      .forEach(
                          (output, percent) ->
                              scalars.put(images.key() + "/error/" + output, percent)));
    }
    return scalars;
  }
}
