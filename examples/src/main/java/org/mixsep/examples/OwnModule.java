package org.mixsep.examples;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.*;
import org.mixsep.loss.*;
import org.mixsep.torch.*;

/** The mixture separability loss on a libtorch module of one's own, with libtorch's optimizer. */
public final class OwnModule {
  public static void main(String[] arguments) {
    LinearImpl hidden = new LinearImpl(2, 32);
    LinearImpl output = new LinearImpl(32, 3);
    TensorVector parameters = hidden.parameters();
    parameters.push_back(output.parameters().get(0));
    parameters.push_back(output.parameters().get(1));
    SGD optimizer = new SGD(parameters, new SGDOptions(0.1));
    MixtureSeparabilityLoss loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01);
    AdaptiveThreshold rule = AdaptiveThreshold.paper();
    AdaptiveThreshold.State threshold = rule.initial();
    Random random = new Random(1);
    for (int step = 1; step <= 200; step++) {
      int[] labels = random.ints(64, 0, 3).toArray();
      float[] points = new float[2 * labels.length]; // three clouds on a circle
      for (int i = 0; i < points.length; i++) {
        double angle = 2 * Math.PI * labels[i / 2] / 3 + (i % 2 == 0 ? 0 : Math.PI / 2);
        points[i] = (float) (Math.cos(angle) + 0.3 * random.nextGaussian());
      }
      try (PointerScope scope = new PointerScope()) { // frees every tensor of the step
        Tensor logits = output.forward(hidden.forward(Tensors.of(points, 64, 2)).relu());
        Targets targets = Targets.of(labels, 3, Compute.cpu());
        LossTerms terms = loss.of(logits, targets, threshold.xi());
        optimizer.zero_grad();
        terms.total().backward();
        optimizer.step();
        threshold = rule.after(threshold, terms.within().item_double());
        if (step % 100 == 0) {
          System.out.println("step " + step + " loss " + terms.total().item_double());
        }
      }
    }
  }
}
