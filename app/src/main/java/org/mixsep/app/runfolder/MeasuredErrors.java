package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Errors on images that a network was not trained on.
 *
 * @param averaged whether they are those of averaged weights
 * @param validation on training images kept apart, where there are any: to compare settings by
 * @param test on the test images: to be read, never to choose by
 */
public record MeasuredErrors(
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean averaged,
    Optional<Errors> validation,
    Errors test) {
  public MeasuredErrors {
    validation = validation == null ? Optional.empty() : validation;
    test = test == null ? Errors.NONE : test;
  }

  public static MeasuredErrors of(Evaluations found) {
    return new MeasuredErrors(
        found.averaged(), found.validation().map(Errors::of), Errors.of(found.test()));
  }
}
