package org.mixsep.data;

/** How pictures of any size are brought to one size. */
public enum ImageFit {
  /** Height and width are resized each by itself: the whole picture, whatever its ratio. */
  STRETCH {
    @Override
    byte[] fit(Photo photo, ImageShape shape) {
      return Resampler.resize(photo, shape.width(), shape.height());
    }

    @Override
    boolean crops(Photo photo, ImageShape shape) {
      return false;
    }
  },

  /**
   * Resized to the height, keeping the ratio, with zeros left and right; what is wider is cropped
   * to its centre. With 144x144 this is how the paper treats its gender images.
   */
  PAD {
    @Override
    byte[] fit(Photo photo, ImageShape shape) {
      if (crops(photo, shape)) {
        // Before resizing: a very wide picture would become a huge one.
        int kept =
            (int) Math.max(1, Math.round(scaled(photo.height(), shape.width(), shape.height())));
        return Resampler.resize(
            photo.centre(Math.min(kept, photo.width())), shape.width(), shape.height());
      }
      int width = (int) Math.max(1, width(photo, shape));
      byte[] resized = Resampler.resize(photo, width, shape.height());
      byte[] fitted = new byte[shape.values()];
      int left = (shape.width() - width) / 2;
      for (int row = 0; row < 3 * shape.height(); row++) {
        System.arraycopy(resized, row * width, fitted, row * shape.width() + left, width);
      }
      return fitted;
    }

    @Override
    boolean crops(Photo photo, ImageShape shape) {
      return width(photo, shape) > shape.width();
    }

    private long width(Photo photo, ImageShape shape) {
      return Math.round(scaled(photo.width(), shape.height(), photo.height()));
    }

    private double scaled(int side, int to, int from) {
      return (double) side * to / from;
    }
  };

  /** Red, green and blue plane of the picture at the wanted size. */
  abstract byte[] fit(Photo photo, ImageShape shape);

  /** Whether a part of the picture is lost. */
  abstract boolean crops(Photo photo, ImageShape shape);
}
