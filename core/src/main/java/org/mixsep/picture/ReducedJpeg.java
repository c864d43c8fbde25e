package org.mixsep.picture;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.util.Optional;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.mixsep.torch.NativeCache;

/**
 * Decodes a large JPEG at a half, a quarter or an eighth of its size, which takes a tenth of the
 * time and of the memory: libjpeg-turbo then computes blocks of 4x4, 2x2 or 1 value in place of
 * 8x8.
 */
final class ReducedJpeg {
  /** What comes out has this many times the pixels asked for on a side: a filter does the rest. */
  private static final int GAP = 2;

  private static final int LARGEST = 8;

  private ReducedJpeg() {}

  /** The library, where it is to be had for this system. */
  private static final class Library {
    static final boolean LOADED = load();

    private static boolean load() {
      try {
        NativeCache.ready();
        leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
        return true;
      } catch (LinkageError e) {
        return false;
      }
    }
  }

  /**
   * By how much a picture is reduced: 1, 2, 4 or 8.
   *
   * @param side pixels that the shorter side is needed with
   */
  static int factor(JpegHeader jpeg, int side) {
    int shorter = Math.min(jpeg.width(), jpeg.height());
    int factor = LARGEST;
    while (factor > 1 && shorter < (long) factor * GAP * side) {
      factor /= 2;
    }
    return factor;
  }

  /**
   * The picture as it lies in the file, in sRGB; none where it is grey, of inks, damaged or of a
   * kind that this library does not know: the usual reader then says what there is to say.
   *
   * @param content the whole file
   * @param factor 2, 4 or 8
   */
  static Optional<Photo> decode(byte[] content, JpegHeader jpeg, int factor) {
    if (jpeg.components() != 3 || jpeg.bits() != 8 || jpeg.wideTables() || !Library.LOADED) {
      return Optional.empty();
    }
    JpegProfile colours = JpegProfile.of(content);
    if (!colours.readable()) {
      return Optional.empty();
    }
    int[] warnings = new int[1];
    PIX pix = leptonica.pixReadMemJpeg(content, content.length, 0, factor, warnings, 0);
    if (pix == null) {
      return Optional.empty();
    }
    try {
      return warnings[0] > 0 || pix.d() != Integer.SIZE
          ? Optional.empty()
          : inColours(photo(pix), colours.profile());
    } finally {
      leptonica.pixDestroy(pix);
    }
  }

  private static Photo photo(PIX pix) {
    int[] words = new int[pix.w() * pix.h()]; // of 32 bits a pixel no row is padded
    pix.data().get(words);
    for (int i = 0; i < words.length; i++) {
      words[i] >>>= Byte.SIZE; // red, green, blue, and a byte that says nothing
    }
    return new Photo(pix.w(), pix.h(), words);
  }

  private static Optional<Photo> inColours(Photo photo, ICC_Profile profile) {
    if (profile == null) {
      return Optional.of(photo);
    }
    if (profile.getColorSpaceType() != ColorSpace.TYPE_RGB) {
      return Optional.empty();
    }
    int width = photo.width();
    int height = photo.height();
    BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    plain.setRGB(0, 0, width, height, photo.rgb(), 0, width);
    int[] rgb =
        PhotoPixels.inStandardColours(plain, profile).getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] &= 0xFFFFFF;
    }
    return Optional.of(new Photo(width, height, rgb));
  }
}
