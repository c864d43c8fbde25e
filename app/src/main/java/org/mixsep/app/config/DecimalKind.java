package org.mixsep.app.config;

/**
 * A finite number between two bounds, each of which belongs to the range or not.
 *
 * @param low smallest number, in the range only if {@code lowIncluded}
 * @param high greatest number, in the range only if {@code highIncluded}; may be infinite
 */
record DecimalKind(double low, boolean lowIncluded, double high, boolean highIncluded)
    implements Kind<Double> {

  static DecimalKind from(double low) {
    return new DecimalKind(low, true, Double.POSITIVE_INFINITY, false);
  }

  static DecimalKind above(double low) {
    return new DecimalKind(low, false, Double.POSITIVE_INFINITY, false);
  }

  DecimalKind upTo(double most) {
    return new DecimalKind(low, lowIncluded, most, true);
  }

  DecimalKind below(double bound) {
    return new DecimalKind(low, lowIncluded, bound, false);
  }

  @Override
  public Double parse(String text) {
    return Double.parseDouble(text.strip()) + 0.0; // makes a plain zero of -0
  }

  @Override
  public boolean admits(Double value) {
    boolean negativeZero = value.equals(-0.0); // would not read back as itself
    return !negativeZero
        && (lowIncluded ? value >= low : value > low)
        && (highIncluded ? value <= high : value < high);
  }

  @Override
  public String format(Double value) {
    return Kinds.format(value);
  }

  @Override
  public String allowed() {
    String lower = (lowIncluded ? "from " : "above ") + Kinds.format(low);
    if (high == Double.POSITIVE_INFINITY) {
      return lowIncluded ? "a number, " + Kinds.format(low) + " or more" : "a number " + lower;
    }
    return "a number " + lower + (highIncluded ? " up to " : " and below ") + Kinds.format(high);
  }
}
