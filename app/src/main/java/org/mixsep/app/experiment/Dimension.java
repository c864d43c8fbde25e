package org.mixsep.app.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.random.RandomGenerator;

/** A setting that a sweep varies, and what it may be. */
public sealed interface Dimension {
  /** The setting, as the user names it. */
  String key();

  /** One value, drawn at random. */
  String draw(RandomGenerator random);

  /** A few values. */
  record Choice(String key, List<String> values) implements Dimension {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public String draw(RandomGenerator random) {
      return values.get(random.nextInt(values.size()));
    }
  }

  /** Any value between two, evenly on a linear or logarithmic scale; three digits of it. */
  record Range(String key, double from, double to, boolean log) implements Dimension {
    private static final MathContext DIGITS = new MathContext(3);

    @Override
    public String draw(RandomGenerator random) {
      double share = random.nextDouble();
      double value = log ? from * Math.pow(to / from, share) : from + share * (to - from);
      return new BigDecimal(value).round(DIGITS).toString();
    }
  }
}
