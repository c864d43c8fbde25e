package org.mixsep.app.images;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.UserCache;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreparedCache;
import org.mixsep.preprocess.PreparedImages;

/**
 * Images of an image set, each with what preprocessing makes of it at its right.
 *
 * <p>Prepared values are shown from black to white between the least and the greatest of all images
 * shown, the outermost half percent at either end left out: whitening gives a few extreme values.
 */
final class PreparedBeside {
  private static final double LEFT_OUT = 0.005;

  private PreparedBeside() {}

  /**
   * @param training fits the preprocessing, and the first of each class are shown
   * @param perClass how many of each class
   */
  static ImageSet of(RunConfig config, ImageSet training, int perClass) {
    PreparedCache cache = new PreparedCache(UserCache.folder(config).resolve("prepared"));
    FittedPreprocessing fitted = cache.fit(Wiring.recipe(config), training);
    ImageSet shown = training.subset(training.name(), first(training, perClass));
    return joined(shown, fitted.apply(shown));
  }

  private static int[] first(ImageSet images, int perClass) {
    int[] taken = new int[images.classes()];
    return IntStream.range(0, images.size())
        .filter(i -> taken[images.label(i)]++ < perClass)
        .toArray();
  }

  /** Raw, a white line, prepared. */
  static ImageSet joined(ImageSet raw, PreparedImages prepared) {
    ImageShape shape = raw.shape();
    ImageShape both = new ImageShape(shape.channels(), shape.height(), 2 * shape.width() + 1);
    float[] all = new float[Math.multiplyExact(raw.size(), shape.values())];
    float[] image = new float[shape.values()];
    for (int i = 0; i < raw.size(); i++) {
      prepared.read(i, image);
      System.arraycopy(image, 0, all, i * image.length, image.length);
    }
    float[] sorted = all.clone();
    Arrays.sort(sorted);
    int outermost = (int) (LEFT_OUT * sorted.length);
    float low = sorted[outermost];
    float high = Math.max(sorted[sorted.length - 1 - outermost], low + Float.MIN_NORMAL);

    byte[] pixels = new byte[Math.multiplyExact(raw.size(), both.values())];
    Arrays.fill(pixels, (byte) 255);
    byte[] bytes = new byte[shape.values()];
    for (int i = 0; i < raw.size(); i++) {
      raw.read(i, bytes);
      for (int row = 0; row < shape.channels() * shape.height(); row++) {
        int from = row * shape.width();
        int to = i * both.values() + row * both.width();
        for (int x = 0; x < shape.width(); x++) {
          pixels[to + x] = bytes[from + x];
          float value = all[i * shape.values() + from + x];
          pixels[to + shape.width() + 1 + x] = (byte) level((value - low) / (high - low));
        }
      }
    }
    return new ImageSet(raw.name(), both, ByteBuffer.wrap(pixels), raw.labels(), raw.classNames());
  }

  private static int level(float share) {
    return Math.round(255 * Math.max(0, Math.min(1, share)));
  }
}
