package org.mixsep.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.mixsep.picture.ImageFit;
import org.mixsep.picture.Photo;
import org.mixsep.picture.PhotoFile;
import org.mixsep.picture.PictureException;

/**
 * Brings single pictures to what a network takes, as {@link ImageFolder} and {@link PaddedImages}
 * bring training images: decoded by the same code, upright, transparent over white, resized by the
 * same filter. Immutable and safe to share between threads.
 *
 * <p>A picture takes about 8 bytes of heap for each of its pixels while it is read; of one with
 * more than 24 million pixels every second, third... row and column is taken.
 */
public final class PictureReader {
  private final ImageShape inside;
  private final ImageFit fit;
  private final ImageShape shape;

  /**
   * @param inside what pictures are fitted to, one channel (the luma of ITU-R BT.601) or three
   * @param fit how they get there
   * @param shape what is given out: {@code inside} in its middle, zeros around, one channel
   *     repeated
   * @throws IllegalArgumentException when {@code inside} has other channels or does not fit
   */
  public PictureReader(ImageShape inside, ImageFit fit, ImageShape shape) {
    boolean channelsFit = inside.channels() == 1 || inside.channels() == 3 && shape.channels() == 3;
    if (!channelsFit || inside.height() > shape.height() || inside.width() > shape.width()) {
      throw new IllegalArgumentException("pictures of " + inside + " do not become " + shape);
    }
    this.inside = inside;
    this.fit = fit;
    this.shape = shape;
  }

  /** What pictures become. */
  public ImageShape shape() {
    return shape;
  }

  /**
   * Reads a file.
   *
   * @return {@link #shape()}'s values, [channels, height, width]
   * @throws PictureException when it is missing, no picture or damaged
   */
  public byte[] read(Path file) throws PictureException {
    return brought(PhotoFile.decode(file, inside.longerSide()));
  }

  /**
   * Reads the content of a file that came from anybody.
   *
   * @param content the whole file
   * @param mostPixels refuse pictures of more, before memory is taken for them
   * @return {@link #shape()}'s values, [channels, height, width]
   * @throws PictureException when it is no picture, damaged or too large
   */
  public byte[] read(byte[] content, long mostPixels) throws PictureException {
    return brought(PhotoFile.decode(content, mostPixels, inside.longerSide()));
  }

  private byte[] brought(Photo photo) {
    byte[] planes = fit.fit(photo, inside.height(), inside.width());
    byte[] fitted = inside.channels() == 1 ? luma(planes) : planes;
    if (inside.equals(shape)) {
      return fitted;
    }
    ImageSet one =
        new ImageSet("picture", inside, ByteBuffer.wrap(fitted), new int[1], List.of("any"));
    byte[] padded = new byte[shape.values()];
    PaddedImages.of(one, shape).read(0, padded);
    return padded;
  }

  private static byte[] luma(byte[] planes) {
    int plane = planes.length / 3;
    byte[] grey = new byte[plane];
    for (int i = 0; i < plane; i++) {
      grey[i] =
          (byte)
              Math.round(
                  0.299 * (planes[i] & 0xFF)
                      + 0.587 * (planes[plane + i] & 0xFF)
                      + 0.114 * (planes[2 * plane + i] & 0xFF));
    }
    return grey;
  }
}
