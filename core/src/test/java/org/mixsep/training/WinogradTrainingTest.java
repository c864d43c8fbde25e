package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/** A network wide enough for the fast convolution trains as it does by the direct one. */
class WinogradTrainingTest {
  private static final int CLASSES = 4;
  private static final int BATCH = 64;
  private static final int STEPS = 6;

  @Test
  void lossesAreThoseOfTheDirectForm() {
    double[] direct = losses(false);
    double[] fast = losses(true);
    for (int i = 0; i < STEPS; i++) {
      assertEquals(direct[i], fast[i], 1e-3 * direct[i], "step " + i);
    }
    assertNotEquals(direct[STEPS - 1], fast[STEPS - 1], "the fast form was not taken");
  }

  @Test
  void repeatsToTheLastBit() {
    assertArrayEquals(losses(true), losses(true));
  }

  private static double[] losses(boolean winograd) {
    Compute.useThreads(1);
    Compute compute = new Compute(false, Precision.FLOAT32, winograd);
    try (PointerScope scope = new PointerScope()) {
      Variables variables = new Variables(compute, 1);
      Vgg backbone = new Vgg(variables.root(), 3, List.of(1, 1, 2, 2), List.of(4, 8, 128, 128));
      SeparabilityNetwork network =
          new SeparabilityNetwork(
              variables.root(), backbone, new TreeSet<>(List.of(3, 4)), CLASSES, true);
      Trainer trainer =
          new Trainer(
              network,
              new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01),
              new Thresholds(new AdaptiveThreshold(0.5, 5, 0.9, 0.5, 0.5), false, 2),
              new Sgd(variables.parameters(), 0.9, 1e-4, false),
              new LearningRate.Stepped(0.02, 0.9, 7),
              CLASSES,
              compute);
      torch.manual_seed(3);
      Tensor images = torch.randn(BATCH, 3, 32, 32);
      int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
      return IntStream.range(0, STEPS)
          .mapToDouble(i -> trainer.step(images, labels).loss())
          .toArray();
    }
  }
}
