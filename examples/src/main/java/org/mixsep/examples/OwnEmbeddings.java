package org.mixsep.examples;

import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.*;
import org.mixsep.loss.*;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.*;

/** Other losses on logits and embeddings of one's own, and triplets mined by themselves. */
public final class OwnEmbeddings {
  public static void main(String[] arguments) {
    LinearImpl embed = new LinearImpl(2, 8);
    LinearImpl classify = new LinearImpl(8, 3);
    TensorVector parameters = embed.parameters();
    parameters.push_back(classify.parameters().get(0));
    parameters.push_back(classify.parameters().get(1));
    SGD optimizer = new SGD(parameters, new SGDOptions(0.05));
    // Each acts on logits, or on features beside them; any ModuleLoss can stand here.
    List<ModuleLoss> losses =
        List.of(
            HingeLoss.squared(),
            new FocalLoss(2),
            new WithEmbeddings(ContrastiveLoss.usual()),
            new WithEmbeddings(TripletLoss.faceNet()),
            new WithEmbeddings(new SupervisedContrastiveLoss(0.1)));
    Random random = new Random(1);
    for (int step = 0; step < 300; step++) {
      int[] labels = random.ints(64, 0, 3).toArray();
      float[] points = new float[2 * labels.length]; // three clouds on a circle
      for (int i = 0; i < points.length; i++) {
        double angle = 2 * Math.PI * labels[i / 2] / 3 + (i % 2 == 0 ? 0 : Math.PI / 2);
        points[i] = (float) (Math.cos(angle) + 0.3 * random.nextGaussian());
      }
      try (PointerScope scope = new PointerScope()) { // frees every tensor of the step
        Tensor embeddings = embed.forward(Tensors.of(points, 64, 2)).tanh();
        Tensor logits = classify.forward(embeddings);
        Targets targets = Targets.of(labels, 3, Compute.cpu());
        ModuleLoss loss = losses.get(step % losses.size()).at(step);
        LossTerms terms = loss.of(ModuleOutput.of(logits, embeddings), targets, 0);
        optimizer.zero_grad();
        terms.total().backward();
        optimizer.step();
        if (step == 299) {
          Triplets hard = Triplets.batchHard(Triplets.distances(embeddings), targets);
          System.out.println(hard.size() + " hardest triplets");
          System.out.println("cross-entropy " + terms.between().item_double());
        }
      }
    }
  }
}
