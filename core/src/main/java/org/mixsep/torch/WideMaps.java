package org.mixsep.torch;

/**
 * Small maps of several images laid beside each other in a wide one, with a column of zeros after
 * each, so that a 3x3 convolution of stride 1 and padding 1 lets none see its neighbour.
 *
 * <p>AMX multiplies tiles of up to 32 pixels of a row; a row of 4 fills an eighth of one. Copies
 * there and back cost a few per cent of what that wastes, above all in the gradient of the weights.
 */
public final class WideMaps {
  private static final long LONGEST_SIDE = 8;

  /** Pixels in a row of a wide image, at most; more gain nothing. */
  private static final long ROW = 160;

  private WideMaps() {}

  /**
   * Whether the convolution of [n, in, h, w], channels last on the processor, to [n, out, h, w] is
   * the faster one with AMX where maps lie so. It looks at shapes alone, so that a run's steps
   * repeat to the last bit.
   */
  public static boolean suit(long n, long in, long out, long h, long w) {
    long side = Math.max(h, w);
    return side <= LONGEST_SIDE
        && (double) in * out / (in + out) >= 8 * side // what is saved over what is copied
        && imagesOfRow(n, w) > 1;
  }

  /** The most images that divide the batch and fit a row. */
  public static long imagesOfRow(long n, long width) {
    long images = Math.min(n, ROW / (width + 1));
    while (n % images != 0) {
      images--;
    }
    return images;
  }
}
