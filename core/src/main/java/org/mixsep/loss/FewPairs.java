package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Tensors;

/**
 * Pair after pair in plain loops. In a small batch they are done before libtorch has been called
 * the dozen times that it takes.
 *
 * @param images the images' places in the batch, by class; at least two of each
 */
record FewPairs(int[][] images) implements PairSums {
  @Override
  public Tensor gradient(Tensor x, PairDistance distance) {
    double[] gradient = new double[Math.toIntExact(x.numel())];
    means(x, distance, gradient);
    return like(x, gradient).view(x.size(0), x.size(1));
  }

  /**
   * L_W with its gradient. To autograd it is the product of the features with that gradient, whose
   * value is then put right.
   *
   * @param features [N, c]
   */
  WithinClassLoss.Terms terms(Tensor features, WithinClassLoss within, double threshold) {
    double[] gradient = new double[Math.toIntExact(features.numel())];
    double[] means = means(features, within.distance(), gradient);
    int c = gradient.length / Math.toIntExact(features.size(0));
    double share = within.reduction() == Reduction.SUM ? 1 : 1.0 / means.length;
    double loss = 0;
    for (int j = 0; j < means.length; j++) {
      double over = means[j] <= threshold ? 0 : means[j] - threshold; // so that NaN stays
      loss += share * over * over;
      for (int image : images[j]) {
        for (int k = image * c; k < (image + 1) * c; k++) {
          gradient[k] *= 2 * share * over;
        }
      }
    }
    Tensor distances = like(features, means);
    Tensor product = features.reshape(-1).dot(like(features, gradient));
    product.detach().copy_(like(features, loss).squeeze()); // beyond a float: infinity
    return new WithinClassLoss.Terms(product, distances);
  }

  /**
   * The mean distance of each class's pairs.
   *
   * @param gradient to which that of each class's mean is added
   */
  private double[] means(Tensor x, PairDistance distance, double[] gradient) {
    int c = Math.toIntExact(x.size(1));
    double[] features = Tensors.doubles(x);
    double[] means = new double[images.length];
    for (int j = 0; j < means.length; j++) {
      int[] of = images[j];
      double perPair = 2.0 / ((double) of.length * (of.length - 1));
      double sum = 0;
      for (int a = 1; a < of.length; a++) {
        for (int b = 0; b < a; b++) {
          sum += distance.addGradient(features, of[a] * c, of[b] * c, c, perPair, gradient);
        }
      }
      means[j] = perPair * sum;
    }
    return means;
  }

  /** Values as a tensor of the features' type. */
  private static Tensor like(Tensor features, double... values) {
    ScalarType type = features.scalar_type().intern();
    return Tensors.of(values, values.length).to(type);
  }
}
