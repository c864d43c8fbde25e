package org.mixsep.examples;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.network.ResNet;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Evaluator;
import org.mixsep.training.Predictions;
import org.mixsep.training.Trainer;
import org.mixsep.training.TrainingLoop;

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
    FittedPreprocessing fitted = new PreprocessingRecipe(new Standardization()).fit(images);
    PreparedImages train = fitted.apply(images);
    PreparedImages test = fitted.apply(stripes("stripes test", 2, 200));
    SeparabilityNetwork network = SeparabilityNetwork.builder(images, ResNet.table1(1)).build();
    Trainer trainer = Trainer.builder(network).build();
    new TrainingLoop(40).run(trainer, train, 32);
    Predictions predictions = new Evaluator(network).predict(test);

    var statistics = ClassificationStatistics.of(predictions.last(), predictions.labels());
    System.out.printf(
        "error %.1f %%, calibration error %.1f %%%n",
        100 * statistics.error(), 100 * statistics.expectedCalibrationError());
  }
}
