package org.mixsep.batch;

import org.mixsep.InvalidInputException;

/**
 * How the shares of two mixed images are spread: by Beta(alpha, alpha), drawn for each image by
 * itself.
 *
 * @param alpha above 0: the smaller, the closer to 0 or 1 the shares lie; at 1 all are equally
 *     likely
 * @param probability that an image is mixed at all, 0 to 1
 */
record Shares(double alpha, double probability) {
  /**
   * @throws InvalidInputException when alpha or the probability is out of range
   */
  Shares {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException(
          "mixing images: alpha is %s, expected a number above 0".formatted(alpha));
    }
    if (!(probability >= 0 && probability <= 1)) {
      throw new InvalidInputException(
          "mixing images: probability is %s, expected 0 to 1".formatted(probability));
    }
  }

  /** The first image's share, 0 to 1; 1 where the image is not to be mixed. */
  double draw(long bits) {
    boolean mixed = RandomBits.unit(RandomBits.of(bits, 0)) < probability;
    return mixed ? beta(RandomBits.of(bits, 1), RandomBits.of(bits, 2)) : 1;
  }

  /**
   * A draw from Beta(alpha, alpha) of two even ones, without rejection: Devroye, "Random variate
   * generation in one line of code", 1996. {@code StrictMath}, so that it is the same everywhere.
   */
  private double beta(long first, long second) {
    double u = 1 - RandomBits.unit(first); // above 0
    double cosine = StrictMath.cos(2 * Math.PI * RandomBits.unit(second));
    double odds = (StrictMath.pow(u, -1 / alpha) - 1) * cosine * cosine;
    return 0.5 + 0.5 * Math.signum(cosine) / Math.sqrt(1 + 1 / odds);
  }
}
