package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * Errors by the logits that are averaged over views of every image.
 *
 * @param views as {@code evaluate.views} is typed
 */
public record ViewErrors(String views, @JsonUnwrapped MeasuredErrors errors) {
  public static ViewErrors of(Evaluations found) {
    return new ViewErrors(found.views().toString(), MeasuredErrors.of(found));
  }
}
