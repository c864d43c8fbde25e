package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * Replaces a rectangle of an image by the same place of another; the shares are those of the areas.
 * Its sides are those of the image times sqrt(1 - a draw from Beta(alpha, alpha)), its centre is
 * any pixel with equal chance, and what lies outside is cut off. Source: Yun et al., "CutMix:
 * Regularization strategy to train strong classifiers with localizable features", 2019, Eq. 2, with
 * alpha 1, and probability 0.5 for CIFAR; they draw one rectangle a batch, here each image has its
 * own.
 *
 * @param alpha above 0
 * @param probability that an image is mixed at all, 0 to 1
 */
public record CutMix(double alpha, double probability) implements Mixing {
  /**
   * @throws org.mixsep.InvalidInputException when alpha or the probability is out of range
   */
  public CutMix {
    new Shares(alpha, probability);
  }

  @Override
  public float mix(float[] image, float[] other, ImageShape shape, long bits) {
    double side = Math.sqrt(1 - new Shares(alpha, probability).draw(bits));
    int height = (int) (side * shape.height());
    int width = (int) (side * shape.width());
    Box box = Box.random(shape, height, width, RandomBits.of(bits, 3));
    box.forEachRow(shape, (from, to) -> System.arraycopy(other, from, image, from, to - from));
    return 1 - (float) box.area() / (shape.height() * shape.width());
  }
}
