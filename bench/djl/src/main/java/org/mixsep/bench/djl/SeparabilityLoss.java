package org.mixsep.bench.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.List;

/** Cross-entropy and the within-class loss by gathered pairs, the mean over the modules. */
final class SeparabilityLoss {
  private static final float WEIGHT = 0.01f;
  private static final float THRESHOLD = 0.5f;

  private SeparabilityLoss() {}

  static NDArray of(List<NDArray> modules, int[] labels, int classes, NDManager manager) {
    Pairs pairs = Pairs.of(labels, classes, manager);
    NDArray oneHot = manager.create(labels).oneHot(classes);
    NDArray total = null;
    for (NDArray q : modules) {
      NDArray between = q.logSoftmax(1).mul(oneHot).sum().mul(-1f / labels.length);
      NDArray apart =
          q.get(new NDIndex("{}", pairs.first)).sub(q.get(new NDIndex("{}", pairs.second)));
      NDArray distances = apart.norm(new int[] {1}, true);
      NDArray excess = Activation.relu(pairs.means.matMul(distances).sub(THRESHOLD));
      NDArray loss = between.add(excess.square().sum().mul(WEIGHT));
      total = total == null ? loss : total.add(loss);
    }
    return total.div(modules.size());
  }

  /**
   * @param first indices of the pairs' first images
   * @param means classes x pairs: a product with the distances is their mean in each class
   */
  private record Pairs(NDArray first, NDArray second, NDArray means) {

    static Pairs of(int[] labels, int classes, NDManager manager) {
      int[] counts = new int[classes];
      int pairs = 0;
      for (int label : labels) {
        pairs += counts[label]++;
      }
      long[] first = new long[pairs];
      long[] second = new long[pairs];
      float[] means = new float[classes * pairs];
      int p = 0;
      for (int i = 0; i < labels.length; i++) {
        for (int j = i + 1; j < labels.length; j++) {
          if (labels[i] == labels[j]) {
            int n = counts[labels[i]];
            means[labels[i] * pairs + p] = 2f / (n * (n - 1));
            first[p] = i;
            second[p++] = j;
          }
        }
      }
      return new Pairs(
          manager.create(first),
          manager.create(second),
          manager.create(means, new Shape(classes, pairs)));
    }
  }
}
