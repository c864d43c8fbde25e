package org.mixsep.data;

/**
 * A small random stream, the SplitMix64 generator of Steele, Lea and Flood (2014): the same numbers
 * on every machine and Java version. Not safe to share between threads; make one per image.
 */
public final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** A stream that is a pure function of all {@code keys} in their order. */
  public SplitMix(long... keys) {
    for (long key : keys) {
      state = mix(state + GOLDEN + key);
    }
  }

  /** The next 64 random bits. */
  public long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Around zero, within (-reach, reach), triangular: small values are the likeliest. */
  public double around(double reach) {
    return reach * (uniform() + uniform() - 1);
  }

  /** True with probability {@code p}. */
  public boolean chance(double p) {
    return uniform() < p;
  }

  /** Uniform in {0..bound-1}, for a bound far below 2^53. */
  public int below(int bound) {
    return (int) (uniform() * bound);
  }

  /**
   * Nearly normal, mean 0 and standard deviation 1: four 16-bit numbers summed, so that one draw
   * makes one value. Ends at 3.46 deviations, which pixel noise does not miss.
   */
  public float bell() {
    long bits = next();
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum - 131070) * (1 / 37837.2f);
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
