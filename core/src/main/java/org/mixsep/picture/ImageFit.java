package org.mixsep.picture;

/** How pictures of any size are brought to one size. */
public enum ImageFit {
  /** Height and width are resized each by itself: the whole picture, whatever its ratio. */
  STRETCH {
    @Override
    public byte[] fit(Photo photo, int height, int width) {
      return Resampler.resize(photo, width, height);
    }

    @Override
    public boolean crops(Photo photo, int height, int width) {
      return false;
    }
  },

  /**
   * Resized to the height, keeping the ratio, with zeros left and right; what is wider is cropped
   * to its centre. With 144x144 this is how the paper treats its gender images.
   */
  PAD {
    @Override
    public byte[] fit(Photo photo, int height, int width) {
      if (crops(photo, height, width)) {
        // Before resizing: a very wide picture would become a huge one.
        int kept = (int) Math.max(1, Math.round(scaled(photo.height(), width, height)));
        return Resampler.resize(photo.centre(Math.min(kept, photo.width())), width, height);
      }
      int wide = (int) Math.max(1, scaledWidth(photo, height));
      byte[] resized = Resampler.resize(photo, wide, height);
      byte[] fitted = new byte[3 * height * width];
      int left = (width - wide) / 2;
      for (int row = 0; row < 3 * height; row++) {
        System.arraycopy(resized, row * wide, fitted, row * width + left, wide);
      }
      return fitted;
    }

    @Override
    public boolean crops(Photo photo, int height, int width) {
      return scaledWidth(photo, height) > width;
    }

    private long scaledWidth(Photo photo, int height) {
      return Math.round(scaled(photo.width(), height, photo.height()));
    }

    private double scaled(int side, int to, int from) {
      return (double) side * to / from;
    }
  };

  /** Red, green and blue plane of the picture at the wanted size. */
  public abstract byte[] fit(Photo photo, int height, int width);

  /** Whether a part of the picture is lost. */
  public abstract boolean crops(Photo photo, int height, int width);
}
