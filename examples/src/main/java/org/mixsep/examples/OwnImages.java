package org.mixsep.examples;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.ResNet;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Variables;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Evaluator;
import org.mixsep.training.LearningRate;
import org.mixsep.training.Sgd;
import org.mixsep.training.Thresholds;
import org.mixsep.training.Trainer;

/** A set of images of one's own, here grey stripes that lie or stand, from pixels to statistics. */
public final class OwnImages {
  private static final ImageShape SHAPE = new ImageShape(1, 16, 16);

  private OwnImages() {}

  /** Any source will do that fills n x channels x height x width bytes and n labels. */
  static ImageSet stripes(String name, long seed, int n) {
    Random random = new Random(seed);
    ByteBuffer pixels = ByteBuffer.allocate(n * SHAPE.values());
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(2);
      int shift = random.nextInt(4);
      for (int p = 0; p < SHAPE.values(); p++) {
        int along = (labels[i] == 0 ? p / 16 : p % 16) + shift;
        pixels.put((byte) (along / 2 % 2 * 100 + random.nextInt(100)));
      }
    }
    return new ImageSet(name, SHAPE, pixels.rewind(), labels, List.of("lying", "standing"));
  }

  public static void main(String[] arguments) {
    ImageSet images = stripes("stripes train", 1, 640);
    // Fitted on training images only; the test images go through the same.
    FittedPreprocessing fitted = new PreprocessingRecipe(new Standardization()).fit(images);
    PreparedImages train = fitted.apply(images);
    PreparedImages test = fitted.apply(stripes("stripes test", 2, 200));

    Compute compute = Compute.cpu();
    Variables variables = new Variables(compute, 1);
    var backbone = ResNet.resNet(variables.root(), 1, 1, ResNet.Downsampling.STRIDE);
    var blocks = new TreeSet<>(List.of(3, 4));
    var network = new SeparabilityNetwork(variables.root(), backbone, blocks, 2, true);
    Trainer trainer =
        new Trainer(
            network,
            new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01),
            new Thresholds(AdaptiveThreshold.paper(), false, blocks.size()),
            new Sgd(variables.parameters(), 0.9, 0, false),
            new LearningRate.Constant(0.02),
            2,
            compute);
    var order = new ShuffledOrder(1, train.size(), 32);
    try (BatchStream batches = new BatchStream(train, order, List.of(), 1, 0)) {
      trainer.train(batches, 40, step -> true);
    }
    var predictions = new Evaluator(network, compute).predict(test);
    var statistics = ClassificationStatistics.of(predictions.last(), predictions.labels());
    System.out.printf(
        "error %.1f %%, calibration error %.1f %%%n",
        100 * statistics.error(), 100 * statistics.expectedCalibrationError());
  }
}
