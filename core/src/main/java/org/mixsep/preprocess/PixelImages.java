package org.mixsep.preprocess;

import java.util.function.Consumer;
import org.mixsep.data.ImageSet;

/**
 * Images that stay uint8 until they are used, so that their pixels can be changed before they are
 * prepared. Preparing looks every pixel up in a table: the values are those of {@link
 * PreparedImages}, bit for bit.
 */
public final class PixelImages extends ReadyImages {
  static final int LEVELS = 256;

  private final ImageSet images;
  private final float[] table;

  /**
   * @param table what each channel's pixels become: {@link #LEVELS} values a channel
   */
  PixelImages(ImageSet images, float[] table) {
    super(images);
    this.images = images;
    this.table = table;
  }

  private PixelImages(PixelImages source, int[] labels) {
    super(source, labels);
    this.images = source.images;
    this.table = source.table;
  }

  @Override
  public PixelImages relabelled(int[] labels) {
    return new PixelImages(this, labels);
  }

  @Override
  public void read(int index, float[] into) {
    read(index, pixels -> {}, into);
  }

  /**
   * Prepares image {@code index} after a change.
   *
   * @param change to a copy of its pixels, unsigned, channel by channel, row by row
   * @param into its values, from the start on
   */
  public void read(int index, Consumer<byte[]> change, float[] into) {
    byte[] pixels = new byte[shape().values()];
    images.read(index, pixels);
    change.accept(pixels);
    int plane = shape().height() * shape().width();
    for (int channel = 0; channel < shape().channels(); channel++) {
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        into[i] = table[channel * LEVELS + (pixels[i] & 0xff)];
      }
    }
  }
}
