package org.mixsep.app.model;

import java.util.List;
import org.mixsep.InvalidInputException;
import org.mixsep.app.model.PredictionListener.Ranked;

/**
 * How probable the likeliest class of a picture has to be, so that it is the answer and not "none
 * of these".
 *
 * @param least 0 to 1; 0 where no answer is withheld
 */
public record Threshold(double least) {
  /** The likeliest class is the answer, however probable. */
  public static final Threshold NONE = new Threshold(0);

  public Threshold {
    if (!(least >= 0 && least <= 1)) {
      throw new InvalidInputException(
          "a threshold of %s is refused; a probability is 0 to 1".formatted(least));
    }
  }

  /** Whether one was asked for. */
  public boolean isSet() {
    return least > 0;
  }

  /**
   * Whether the likeliest class is the answer.
   *
   * @param top of a picture, the most probable class first
   */
  public boolean accepts(List<Ranked> top) {
    return !isSet() || top.get(0).probability() >= least;
  }
}
