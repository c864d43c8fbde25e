package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/** A network whose convolutions suit the fast forms trains as it does by the direct one. */
class ConvolutionTrainingTest {
  private static final int CLASSES = 4;
  private static final int BATCH = 64;
  private static final int STEPS = 6;

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, SIDE_BY_SIDE, 1e-3",
    "FLOAT32, WINOGRAD, 1e-3",
    "BFLOAT16, SIDE_BY_SIDE, 1e-2",
    "BFLOAT16, WINOGRAD, 1e-2"
  })
  void lossesAreThoseOfTheDirectForm(Precision precision, Convolution form, double within) {
    double[] direct = losses(precision, Convolution.DIRECT);
    double[] fast = losses(precision, form);
    for (int i = 0; i < STEPS; i++) {
      assertEquals(direct[i], fast[i], within * direct[i], "step " + i);
    }
    if (form == Convolution.WINOGRAD) { // the other one may add in the same order
      assumeTrue(
          Compute.oneDnnAvailable() && System.getProperty("os.arch").equals("amd64"),
          "oneDNN has no compiled products here");
      assumeTrue(
          precision == Precision.FLOAT32 || Precision.fastest() == Precision.BFLOAT16,
          "oneDNN may have no compiled products of bfloat16 here");
      assertFalse(Arrays.equals(direct, fast), "the fast form was not taken");
    }
  }

  @ParameterizedTest
  @EnumSource
  void repeatsToTheLastBit(Convolution form) {
    for (Precision precision : Precision.values()) {
      assertArrayEquals(losses(precision, form), losses(precision, form));
    }
  }

  private static double[] losses(Precision precision, Convolution form) {
    Compute.useThreads(1);
    Compute compute = new Compute(false, precision, form);
    try (PointerScope scope = new PointerScope()) {
      Variables variables = new Variables(compute, 1);
      Vgg backbone = new Vgg(variables.root(), 3, List.of(1, 1, 2, 2), List.of(4, 8, 128, 128));
      SeparabilityNetwork network =
          new SeparabilityNetwork(
              variables.root(), backbone, new TreeSet<>(List.of(3, 4)), CLASSES, true);
      Trainer trainer =
          Trainer.builder(network)
              .loss(new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01))
              .thresholds(new Thresholds(new AdaptiveThreshold(0.5, 5, 0.9, 0.5, 0.5), false, 2))
              .optimizer(new Sgd(variables.parameters(), 0.9, 1e-4, false))
              .learningRate(new LearningRate.Stepped(0.02, 0.9, 7))
              .build();
      torch.manual_seed(3);
      Tensor images = torch.randn(BATCH, 3, 32, 32);
      int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
      return IntStream.range(0, STEPS)
          .mapToDouble(i -> trainer.step(images, labels).loss())
          .toArray();
    }
  }
}
