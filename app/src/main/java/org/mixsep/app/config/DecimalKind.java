package org.mixsep.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

  /** Numbers of this range in ascending order, between commas. */
  Kind<List<Double>> ascendingList() {
    return new Ascending(this);
  }

  /** So many numbers of this range, between commas. */
  Kind<List<Double>> listOf(int count) {
    return new Fixed(this, count);
  }

  private record Fixed(DecimalKind item, int count) implements Kind<List<Double>> {
    @Override
    public List<Double> parse(String text) {
      return Kinds.items(text).stream().map(item::parse).toList();
    }

    @Override
    public boolean admits(List<Double> values) {
      return values.size() == count && values.stream().allMatch(item::admits);
    }

    @Override
    public String format(List<Double> values) {
      return values.stream().map(item::format).collect(Collectors.joining(","));
    }

    @Override
    public String allowed() {
      return "%d numbers between commas, each %s".formatted(count, item.allowed());
    }
  }

  private record Ascending(DecimalKind item) implements Kind<List<Double>> {
    @Override
    public List<Double> parse(String text) {
      return Kinds.items(text).stream().map(item::parse).toList();
    }

    @Override
    public boolean admits(List<Double> values) {
      List<Double> sorted = new ArrayList<>(values);
      sorted.sort(null);
      return sorted.equals(values)
          && values.stream().distinct().count() == values.size()
          && values.stream().allMatch(item::admits);
    }

    @Override
    public String format(List<Double> values) {
      return values.isEmpty()
          ? "none"
          : values.stream().map(item::format).collect(Collectors.joining(","));
    }

    @Override
    public String allowed() {
      return "none, or a rising list between commas, each " + item.allowed();
    }
  }
}
