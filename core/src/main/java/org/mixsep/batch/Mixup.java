package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * The weighted mean of two images. Source: Zhang, Cissé, Dauphin and Lopez-Paz, "mixup: Beyond
 * empirical risk minimization", 2018, with alpha 1 for CIFAR; they draw one share a batch in their
 * code, here each image has its own.
 *
 * @param alpha of the shares' distribution Beta(alpha, alpha), above 0
 * @param probability that an image is mixed at all, 0 to 1
 */
public record Mixup(double alpha, double probability) implements Mixing {
  /**
   * @throws org.mixsep.InvalidInputException when alpha or the probability is out of range
   */
  public Mixup {
    new Shares(alpha, probability);
  }

  @Override
  public float mix(float[] image, float[] other, ImageShape shape, long bits) {
    float share = (float) new Shares(alpha, probability).draw(bits);
    for (int i = 0; i < image.length; i++) {
      image[i] = share * image[i] + (1 - share) * other[i];
    }
    return share;
  }
}
