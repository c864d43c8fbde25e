package org.mixsep.examples;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.HorizontalFlip;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.data.ImageSet;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.network.Backbone;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.torch.Variables;
import org.mixsep.training.Evaluator;
import org.mixsep.training.LearningRate;
import org.mixsep.training.Trainer;
import org.mixsep.training.TrainingLoop;

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

    var network =
        SeparabilityNetwork.builder(images, (scope, channels) -> new OwnBackbone(scope)).build();
    Trainer trainer =
        Trainer.builder(network).learningRate(new LearningRate.Cosine(0.05, 100)).build();
    var order = new ShuffledOrder(1, train.size(), 32);
    try (BatchStream batches = new BatchStream(train, order, List.of(new HorizontalFlip()), 1, 0)) {
      new TrainingLoop(100).run(trainer, batches, new StopWhenGood(0.05));
    }
    var evaluation = new Evaluator(network).evaluate(test);
    System.out.printf("test error %.1f %%%n", evaluation.errorPercent());
  }
}
