package org.mixsep.examples;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.HorizontalFlip;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.data.ImageSet;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.Backbone;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Variables;
import org.mixsep.training.Evaluator;
import org.mixsep.training.LearningRate;
import org.mixsep.training.Sgd;
import org.mixsep.training.Thresholds;
import org.mixsep.training.Trainer;

/** Modules on the feature maps of a network of one's own, here on both of its blocks. */
public final class OwnBackbone implements Backbone {
  private final Conv2d first;
  private final Conv2d second;
  private final BatchNorm2d firstNorm;
  private final BatchNorm2d secondNorm;
  private final MaxPool2d pool = new MaxPool2d();

  OwnBackbone(Variables.Scope scope) {
    first = new Conv2d(scope.in("first"), 1, 16, 3, 2);
    firstNorm = new BatchNorm2d(scope.in("first.norm"), 16);
    second = new Conv2d(scope.in("second"), 16, 32, 3, 2);
    secondNorm = new BatchNorm2d(scope.in("second.norm"), 32);
  }

  /** Which maps there are, and how many channels each has: what modules can be hung on. */
  @Override
  public SortedMap<Integer, Integer> widths() {
    return new TreeMap<>(Map.of(1, 16, 2, 32));
  }

  @Override
  public boolean preActivation() {
    return false;
  }

  @Override
  public SortedMap<Integer, Tensor> forward(Tensor images, boolean training) {
    Tensor one = firstNorm.forwardRelu(first.forward(images), training);
    Tensor two = secondNorm.forwardRelu(second.forward(pool.forward(one)), training);
    return new TreeMap<>(Map.of(1, one, 2, two));
  }

  public static void main(String[] arguments) {
    ImageSet images = OwnImages.stripes("stripes train", 1, 640);
    var recipe = new PreprocessingRecipe(new GlobalContrastNormalization());
    FittedPreprocessing fitted = recipe.fit(images);
    PreparedImages train = fitted.apply(images);
    PreparedImages test = fitted.apply(OwnImages.stripes("stripes test", 2, 200));

    Compute compute = Compute.cpu();
    Variables variables = new Variables(compute, 1);
    var backbone = new OwnBackbone(variables.root());
    var blocks = new TreeSet<>(List.of(1, 2));
    var network = new SeparabilityNetwork(variables.root(), backbone, blocks, 2, false);
    Trainer trainer =
        new Trainer(
            network,
            new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01),
            new Thresholds(AdaptiveThreshold.paper(), false, blocks.size()),
            new Sgd(variables.parameters(), 0.9, 1e-4, false),
            new LearningRate.Cosine(0.05, 100),
            2,
            compute);
    var order = new ShuffledOrder(1, train.size(), 32);
    try (BatchStream batches = new BatchStream(train, order, List.of(new HorizontalFlip()), 1, 0)) {
      trainer.train(batches, 100, new StopWhenGood(0.05));
    }
    var evaluation = new Evaluator(network, compute).evaluate(test);
    System.out.printf("test error %.1f %%%n", evaluation.errorPercent());
  }
}
