package org.mixsep.preprocess;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/** Small image sets for tests. */
public final class TestImages {
  private static final int CLASSES = 3;

  private TestImages() {}

  /** Images with the given pixels; labels go round three classes. */
  public static ImageSet of(String name, ImageShape shape, byte[] pixels) {
    int[] labels =
        IntStream.range(0, pixels.length / shape.values()).map(i -> i % CLASSES).toArray();
    return new ImageSet(name, shape, ByteBuffer.wrap(pixels), labels, List.of("a", "b", "c"));
  }

  /** Random pixels of seed {@code seed}. */
  public static ImageSet random(long seed, int images, ImageShape shape) {
    byte[] pixels = new byte[images * shape.values()];
    new Random(seed).nextBytes(pixels);
    return of("random " + seed, shape, pixels);
  }

  /** Random pixels, prepared by no step at all: values 0..255. */
  public static PreparedImages prepared(long seed, int images, ImageShape shape) {
    ImageSet set = random(seed, images, shape);
    return new PreprocessingRecipe().fit(set).apply(set);
  }

  /** All values, image by image. */
  public static float[] values(PreparedImages images) {
    int size = images.shape().values();
    float[] all = new float[images.size() * size];
    float[] image = new float[size];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, image);
      System.arraycopy(image, 0, all, i * size, size);
    }
    return all;
  }
}
