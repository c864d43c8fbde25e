package org.mixsep.app.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.BatchesSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.wiring.Orders;
import org.mixsep.batch.BatchOrder;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/**
 * What can be counted about an image set.
 *
 * @param shape of an image
 * @param classNames by label
 * @param train training images of each class
 * @param test test images of each class
 * @param channels brightness of each channel over the training images
 * @param pairs same-class pairs of batches, smallest batch first
 */
public record DataStatistics(
    ImageShape shape,
    List<String> classNames,
    List<Integer> train,
    List<Integer> test,
    List<Channel> channels,
    List<Pairs> pairs) {
  private static final int[] BATCHES = {64, 128, 256, 512};
  private static final int MEASURED = 200;

  /**
   * Mean and standard deviation of a channel's values, 0..255; the deviation divides by their
   * number.
   */
  public record Channel(double mean, double std) {}

  /**
   * Pairs of images of one class in a batch.
   *
   * @param batch images in the batch
   * @param expected by the theory of drawing
   * @param mean over the first {@code batches} batches of a run
   * @param std their standard deviation, which divides by their number less one
   * @param batches how many were looked at
   */
  public record Pairs(int batch, double expected, double mean, double std, int batches) {}

  static DataStatistics of(RunConfig config, ImageSet train, ImageSet test) {
    List<Pairs> pairs = new ArrayList<>();
    for (int batch : BATCHES) {
      if (batch <= train.size()) {
        pairsOf(config, train, batch, pairs);
      }
    }
    return new DataStatistics(
        train.shape(), train.classNames(), counts(train), counts(test), channels(train), pairs);
  }

  private static List<Integer> counts(ImageSet images) {
    Integer[] counts = new Integer[images.classes()];
    Arrays.fill(counts, 0);
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return List.of(counts);
  }

  /** From exact counts of all 256 values, so that no digit is lost. */
  private static List<Channel> channels(ImageSet images) {
    ImageShape shape = images.shape();
    int positions = shape.height() * shape.width();
    long[][] histograms = new long[shape.channels()][256];
    byte[] image = new byte[shape.values()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, image);
      for (int j = 0; j < image.length; j++) {
        histograms[j / positions][image[j] & 0xff]++;
      }
    }
    List<Channel> channels = new ArrayList<>();
    for (long[] histogram : histograms) {
      long count = 0;
      double sum = 0;
      for (int value = 0; value < 256; value++) {
        count += histogram[value];
        sum += (double) histogram[value] * value;
      }
      double mean = sum / count;
      double squares = 0;
      for (int value = 0; value < 256; value++) {
        squares += histogram[value] * (value - mean) * (value - mean);
      }
      channels.add(new Channel(mean, Math.sqrt(squares / count)));
    }
    return channels;
  }

  private static void pairsOf(RunConfig config, ImageSet train, int batch, List<Pairs> pairs) {
    int[] labels = train.labels();
    BatchOrder order;
    try {
      order = Orders.of(config, labels, batch);
    } catch (InvalidInputException e) {
      return; // no such batches from these images
    }
    double[] counted = new double[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      counted[i] = pairs(order.indices(i), labels, train.classes());
    }
    double mean = Arrays.stream(counted).average().orElseThrow();
    double squares = Arrays.stream(counted).map(c -> (c - mean) * (c - mean)).sum();
    double std = Math.sqrt(squares / (MEASURED - 1));
    pairs.add(new Pairs(batch, expected(config, train, batch), mean, std, MEASURED));
  }

  private static double pairs(int[] indices, int[] labels, int classes) {
    long[] inBatch = new long[classes];
    for (int index : indices) {
      inBatch[labels[index]]++;
    }
    return Arrays.stream(inBatch).map(n -> n * (n - 1) / 2).sum();
  }

  /** Shuffled: any two images are drawn together equally often. Balanced: no chance in it. */
  private static double expected(RunConfig config, ImageSet train, int batch) {
    List<Integer> counts = counts(train);
    if (config.get(BatchesSettings.ORDER) == BatchesSettings.Order.BALANCED) {
      int classes = (int) counts.stream().filter(n -> n > 0).count();
      int asked = config.get(BatchesSettings.IMAGES_PER_CLASS);
      int images = asked > 0 ? asked : Orders.fewest(batch, classes);
      return batch / images * (images * (images - 1) / 2.0);
    }
    double same = counts.stream().mapToDouble(n -> n * (n - 1.0)).sum();
    double all = train.size() * (train.size() - 1.0);
    return batch * (batch - 1.0) / 2 * same / all;
  }
}
