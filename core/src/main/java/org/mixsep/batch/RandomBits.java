package org.mixsep.batch;

/**
 * Random numbers as a pure function of numbered circumstances (seed, iteration, position, ...).
 *
 * <p>Each circumstance is added to the state times an odd constant and the state is then mixed by
 * the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014). Written out here, because no library promises the same numbers for ever, and
 * a run must be resumable and repeatable on any version of Java.
 */
final class RandomBits {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private RandomBits() {}

  /** 64 bits that look random, equal for equal circumstances. */
  static long of(long... circumstances) {
    long state = 0;
    for (long circumstance : circumstances) {
      state = mix(state + GOLDEN + mix(circumstance + GOLDEN));
    }
    return state;
  }

  /** A whole number in 0..bound-1 from the upper 32 of random bits; even to within 2^-32. */
  static int below(int bound, long bits) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }

  /** A number in [0, 1) from the upper 53 of random bits. */
  static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** The numbers 0..size-1 in random order (Fisher and Yates). */
  static int[] permutation(int size, long... circumstances) {
    long state = of(circumstances);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      state += GOLDEN;
      int j = below(i + 1, mix(state));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
