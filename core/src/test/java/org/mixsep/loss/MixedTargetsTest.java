package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.Labels;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

class MixedTargetsTest {
  private static final Compute COMPUTE = new Compute(false, Precision.FLOAT32);
  private static final double SMOOTHING = 0.3;

  @Property(tries = 50)
  @SuppressWarnings("try") // a scope is opened for what its end frees
  void bothLabelsCountByTheirShares(
      @ForAll @IntRange(min = 1, max = 9) int batch,
      @ForAll @IntRange(min = 2, max = 6) int classes,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[] logits = random.doubles((long) batch * classes, -3, 3).toArray();
    int[] first = random.ints(batch, 0, classes).toArray();
    int[] second = random.ints(batch, 0, classes).toArray();
    float[] share = new float[batch];
    double expected = 0;
    for (int i = 0; i < batch; i++) {
      share[i] = random.nextFloat();
      double own = naive(logits, i, first[i], classes);
      double others = naive(logits, i, second[i], classes);
      expected += (share[i] * own + (1 - share[i]) * others) / batch;
    }
    try (PointerScope scope = new PointerScope()) {
      Labels labels = Labels.mixed(first, second, share);
      Tensor x = Tensors.of(logits, batch, classes);
      x.set_requires_grad(true);
      Targets targets = Targets.of(labels, classes, COMPUTE);
      for (ModuleLoss loss :
          new ModuleLoss[] {
            new MixtureSeparabilityLoss(WithinClassLoss.paper(), 1, 0, SMOOTHING, 0),
            new CenterLoss(1, 0.5, SMOOTHING)
          }) {
        LossState state = loss.initialState(classes, COMPUTE);
        LossTerms terms = loss.of(x, targets, 0.5, state);
        assertEquals(expected, terms.between().item_double(), 1e-6);
        // Pairs and centers know an image by its main label.
        LossTerms plain = loss.of(x, Targets.of(labels.main(), classes, COMPUTE), 0.5, state);
        assertEquals(plain.within().item_double(), terms.within().item_double(), 1e-12);
      }
    }
  }

  @Example
  void anUnmixedImageAmongMixedOnesHasItsLabelAlone() {
    Tensor logits = Tensors.of(new double[] {1, 2, 0, 3, -1, 2}, 2, 3);
    Targets mixed =
        Targets.of(
            Labels.mixed(new int[] {2, 0}, new int[] {1, 1}, new float[] {1, 1}), 3, COMPUTE);
    Targets plain = Targets.of(new int[] {2, 0}, 3, COMPUTE);
    BetweenClassLoss loss = new BetweenClassLoss(0);
    assertEquals(loss.of(logits, plain).item_double(), loss.of(logits, mixed).item_double(), 1e-12);
  }

  @Example
  void theLargerShareIsTheMainLabel() {
    Labels labels =
        Labels.mixed(new int[] {1, 2, 3}, new int[] {4, 5, 6}, new float[] {0.75f, 0.5f, 0.25f});
    assertArrayEquals(new int[] {1, 2, 6}, labels.main());
    assertArrayEquals(new int[] {4, 5, 3}, labels.other());
    assertArrayEquals(new float[] {0.75f, 0.5f, 0.75f}, labels.shares());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Labels(new int[] {1}, new int[] {1}, new float[0]));
  }

  private static double naive(double[] logits, int image, int label, int classes) {
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += Math.exp(logits[image * classes + j]);
    }
    double loss = 0;
    for (int j = 0; j < classes; j++) {
      double target = SMOOTHING / classes + (j == label ? 1 - SMOOTHING : 0);
      loss -= target * Math.log(Math.exp(logits[image * classes + j]) / sum);
    }
    return loss;
  }
}
