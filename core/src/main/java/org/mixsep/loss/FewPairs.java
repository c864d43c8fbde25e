package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;
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
    int c = Math.toIntExact(x.size(1));
    double[] features = Tensors.doubles(x);
    double[] gradient = new double[features.length];
    for (int[] of : images) {
      double perPair = 2.0 / ((double) of.length * (of.length - 1));
      for (int a = 1; a < of.length; a++) {
        for (int b = 0; b < a; b++) {
          distance.addGradient(features, of[a] * c, of[b] * c, c, perPair, gradient);
        }
      }
    }
    return Tensors.of(gradient, x.size(0), c).to(x.scalar_type().intern());
  }
}
