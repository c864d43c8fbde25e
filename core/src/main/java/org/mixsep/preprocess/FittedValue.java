package org.mixsep.preprocess;

import java.util.Map;
import org.mixsep.InvalidInputException;

/**
 * A named array that a step learnt, such as {@code matrix} of shape [3072, 3072], row by row.
 *
 * <p>The array is shared, not copied (a whitening matrix takes 75 MB): read it, never write it.
 */
record FittedValue(String name, long[] shape, double[] values) {

  static FittedValue vector(String name, double[] values) {
    return new FittedValue(name, new long[] {values.length}, values);
  }

  static FittedValue square(String name, int side, double[] values) {
    return new FittedValue(name, new long[] {side, side}, values);
  }

  /**
   * The array called {@code name}, after a check of its length.
   *
   * @throws InvalidInputException when it is missing or has another length
   */
  static double[] require(Map<String, double[]> state, String name, long length) {
    double[] values = state.get(name);
    if (values == null) {
      throw new InvalidInputException(
          "fitted preprocessing lacks \"%s\": it was saved with another recipe, fit it again"
              .formatted(name));
    }
    if (values.length != length) {
      throw new InvalidInputException(
          "fitted preprocessing: \"%s\" has %s values, expected %s: it was saved for other images"
              .formatted(name, values.length, length));
    }
    return values;
  }
}
