package org.mixsep.loss;

import java.util.Arrays;
import java.util.stream.IntStream;

/** For each image of a batch the others of its class, its possible positives. */
final class Others {
  private final int[][] images;

  /** Of each image, its class's images. */
  private final int[][] classes;

  Others(Targets targets) {
    images = targets.images();
    classes = new int[Arrays.stream(images).mapToInt(of -> of.length).sum()][];
    for (int[] of : images) {
      for (int image : of) {
        classes[image] = of;
      }
    }
  }

  /** How many there are of each image, [N]. */
  double[] counts() {
    return Arrays.stream(classes).mapToDouble(of -> of.length - 1).toArray();
  }

  /** Images, ascending, that have another one of their class and one of another class. */
  int[] anchors() {
    return IntStream.range(0, classes.length)
        .filter(i -> classes[i].length > 1 && classes[i].length < classes.length)
        .toArray();
  }

  /** How many triplets there are. */
  double triplets() {
    double sum = 0;
    for (int[] of : images) {
      sum += (double) of.length * (of.length - 1) * (classes.length - of.length);
    }
    return sum;
  }

  /** How many pairs of an anchor and a positive there are. */
  int pairs(int[] anchors) {
    return Arrays.stream(anchors).map(i -> classes[i].length - 1).reduce(0, Math::addExact);
  }

  /** How many others the image has that has the most. */
  int most(int[] anchors) {
    return Arrays.stream(anchors).map(i -> classes[i].length - 1).max().orElse(0);
  }

  /**
   * Their places in the batch, of some images: [anchors, most], row by row, each filled up with the
   * image's own place.
   */
  long[] places(int[] anchors) {
    int most = most(anchors);
    long[] places = new long[Math.multiplyExact(anchors.length, most)];
    for (int a = 0; a < anchors.length; a++) {
      int at = a * most;
      Arrays.fill(places, at, at + most, anchors[a]);
      for (int image : classes[anchors[a]]) {
        if (image != anchors[a]) {
          places[at++] = image;
        }
      }
    }
    return places;
  }

  /** Places, ascending by class, of the images of other classes. */
  int[] negatives(int image) {
    return IntStream.range(0, classes.length).filter(i -> classes[i] != classes[image]).toArray();
  }

  /** Places of the others of its class. */
  int[] of(int image) {
    return Arrays.stream(classes[image]).filter(i -> i != image).toArray();
  }
}
