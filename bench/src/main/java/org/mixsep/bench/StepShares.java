package org.mixsep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.batch.Batch;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.HorizontalFlip;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.loss.LossTerms;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.Targets;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.RandomState;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;
import org.mixsep.training.Sgd;

/**
 * Prints which share of a training step goes where, on street digits, flipped at random: waiting
 * for the batch; the network, forward and backward; the losses of all four modules, from logits to
 * their gradients; the optimizer. The step is the trainer's, cut between logits and losses.
 *
 * <p>Arguments: network, precision, steps, threads.
 */
public final class StepShares {
  private static final int IMAGES = 2048;
  private static final int BATCH = 128;
  private static final int CLASSES = 10;

  private final Compute compute;
  private final SeparabilityNetwork network;
  private final Sgd optimizer;
  private final MixtureSeparabilityLoss loss =
      new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01);

  private StepShares(String name, Compute compute) {
    this.compute = compute;
    Variables variables = new Variables(compute, 1);
    network = Networks.of(name, variables, CLASSES);
    optimizer = new Sgd(variables.parameters(), 0.9, 0, false);
  }

  public static void main(String[] arguments) {
    Precision precision = Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    int steps = Integer.parseInt(arguments[2]);
    Compute.useThreads(Integer.parseInt(arguments[3]));
    RandomState.seed(1);
    StepShares shares = new StepShares(arguments[0], new Compute(false, precision));
    ImageSet images = new StreetDigits(1, CLASSES).train(IMAGES);
    PreparedImages prepared =
        new PreprocessingRecipe(new GlobalContrastNormalization()).fit(images).apply(images);
    long[] spent = new long[Part.values().length];
    try (BatchStream batches =
        new BatchStream(
            prepared, new ShuffledOrder(1, IMAGES, BATCH), List.of(new HorizontalFlip()), 1, 0)) {
      for (int i = -Math.max(2, steps / 2); i < steps; i++) {
        shares.step(batches, i < 0 ? new long[spent.length] : spent);
      }
    }
    double sum = java.util.Arrays.stream(spent).sum();
    StringBuilder line = new StringBuilder();
    for (Part part : Part.values()) {
      double share = 100 * spent[part.ordinal()] / sum;
      line.append(String.format(Locale.ROOT, "%s %.2f %%  ", part.text, share));
    }
    System.out.printf(Locale.ROOT, "%sof %.1f ms%n", line, sum / steps / 1e6);
  }

  private enum Part {
    DATA("waiting for data"),
    FORWARD("network forward"),
    LOSS("losses"),
    BACKWARD("network backward"),
    OPTIMIZER("optimizer");

    private final String text;

    Part(String text) {
      this.text = text;
    }
  }

  private void step(BatchStream batches, long[] spent) {
    try (PointerScope scope = new PointerScope()) {
      long[] at = new long[Part.values().length + 1];
      at[0] = System.nanoTime();
      Batch batch = batches.next();
      at[1] = System.nanoTime();
      List<Tensor> logits = forward(batch.images());
      at[2] = System.nanoTime();
      TensorVector gradients = losses(logits, batch.labels());
      at[3] = System.nanoTime();
      TensorVector outputs = new TensorVector(logits.toArray(Tensor[]::new));
      torch.backward(outputs, gradients, new BoolOptional(), false, new TensorVector());
      at[4] = System.nanoTime();
      optimizer.step(0.01);
      at[5] = System.nanoTime();
      logits.forEach(Tensor::close);
      for (int i = 0; i < spent.length; i++) {
        spent[i] += at[i + 1] - at[i];
      }
    }
  }

  /** In a scope of its own, as in the trainer, so that only autograd holds the maps. */
  private List<Tensor> forward(Tensor images) {
    Compute.smallProducts(true);
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> logits =
          new ArrayList<>(network.forward(compute.placeImages(images), true).logits().values());
      logits.forEach(Tensor::retainReference);
      return logits;
    }
  }

  /** Targets, losses, the numbers that the trainer reads, and the logits' gradients. */
  private TensorVector losses(List<Tensor> logits, int[] labels) {
    Targets targets = Targets.of(labels, CLASSES, compute);
    List<Tensor> leaves = new ArrayList<>();
    TensorVector numbers = new TensorVector();
    Tensor total = null;
    for (Tensor of : logits) {
      Tensor leaf = of.detach().requires_grad_(true);
      leaves.add(leaf);
      LossTerms terms = loss.of(leaf, targets, 0.5);
      numbers.push_back(terms.between().detach().view(1));
      numbers.push_back(terms.within().detach().view(1));
      numbers.push_back(terms.classDistances());
      total = total == null ? terms.total() : total.add(terms.total());
    }
    total.div(new Scalar((double) logits.size())).backward();
    Tensors.floats(torch.cat(numbers));
    TensorVector gradients = new TensorVector();
    leaves.forEach(leaf -> gradients.push_back(leaf.grad()));
    return gradients;
  }
}
