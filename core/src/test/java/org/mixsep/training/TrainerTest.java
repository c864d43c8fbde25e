package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.mixsep.loss.CenterLoss;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.torch.Tensors;

class TrainerTest {
  @Test
  void learnsToTellTheClassesApart() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    StepRecord first = training.trainTo(1);
    StepRecord last = training.trainTo(80);
    assertTrue(first.errors() > 8, "untrained: " + first.errors());
    assertTrue(last.errors() <= 2, "trained: " + last.errors());
    assertTrue(last.loss() < 0.5 * first.loss());
  }

  @Test
  void recordsTheTermsOfEveryModule() {
    SmallTraining training = new SmallTraining(1, 0.01, 0.5, false);
    StepRecord step = training.trainTo(1);
    assertEquals(1, step.iteration());
    assertEquals(24, step.images());
    assertEquals(4, step.modules().size());
    double sum = 0;
    for (StepRecord.ModuleRecord module : step.modules()) {
      assertEquals(0.5, module.threshold());
      assertEquals(3, module.distances().length);
      double within = 0;
      for (double d : module.distances()) {
        within += Math.pow(Math.max(0, d - 0.5), 2);
      }
      assertEquals(within, module.within(), 1e-5);
      sum += module.between() + 0.5 * module.within();
    }
    assertEquals(sum / 4, step.loss(), 1e-5);
  }

  @Test
  void withAMemoryASingleImageHasPairs() {
    var loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.1, 0, 0, 2);
    SmallTraining training = new SmallTraining(1, 0.01, loss, false);
    Random random = new Random(1);
    int[] pairs = new int[4];
    for (int i = 0; i < pairs.length; i++) {
      int[] labels = {i == 1 ? 2 : 0};
      StepRecord step = training.trainer.step(SmallTraining.images(random, labels), labels);
      pairs[i] = step.modules().get(3).distances().length;
      assertEquals(0, step.pairs());
    }
    assertArrayEquals(new int[] {0, 0, 1, 1}, pairs);
  }

  @Test
  void oneThresholdFollowsTheMeanOrEachModuleItsOwn() {
    SmallTraining shared = new SmallTraining(1, 0.01, 0.01, false);
    shared.trainTo(30);
    assertEquals(1, shared.trainer.thresholds().states().size());
    SmallTraining each = new SmallTraining(1, 0.01, 0.01, true);
    StepRecord last = each.trainTo(30);
    assertEquals(4, each.trainer.thresholds().states().size());
    assertTrue(last.modules().get(0).threshold() < 0.5);
  }

  @Test
  void sgdEqualsTheFormula() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    training.trainTo(3);
    Map<String, float[]> before = training.weights();
    // The gradient is what the momentum buffer gained: buffer' = 0.9 buffer + g + decay w.
    training.trainTo(4);
    Map<String, float[]> after = training.weights();
    for (String name : training.variables.parameters().keySet()) {
      float[] w = before.get(name);
      float[] next = after.get(name);
      float[] buffer = after.get("momentum of " + name);
      for (int i = 0; i < w.length; i++) {
        assertEquals(w[i] - 0.1f * buffer[i], next[i], 1e-6, name);
      }
    }
  }

  @Test
  void theSizeOfAnUpdateIsMeasuredAndChangesNothing() {
    SmallTraining measured = new SmallTraining(1, 0.1, 0.01, false);
    SmallTraining plain = new SmallTraining(1, 0.1, 0.01, false);
    assertTrue(plain.trainTo(4).update().isEmpty());
    measured.trainTo(3);
    Map<String, float[]> before = measured.weights();
    UpdateSize update = measured.step(true).update().orElseThrow();
    Map<String, float[]> after = measured.weights();
    plain.weights().forEach((name, w) -> assertArrayEquals(w, after.get(name), 0f, name));

    double gradient = 0;
    double change = 0;
    double weights = 0;
    for (String name : measured.variables.parameters().keySet()) {
      float[] w = before.get(name);
      for (int i = 0; i < w.length; i++) {
        String momentum = "momentum of " + name;
        double g = after.get(momentum)[i] - 0.9 * before.get(momentum)[i] - 1e-4 * w[i];
        gradient += g * g;
        change += Math.pow((double) after.get(name)[i] - w[i], 2);
        weights += (double) w[i] * w[i];
      }
    }
    assertEquals(Math.sqrt(gradient), update.gradientNorm(), 1e-5 * Math.sqrt(gradient));
    double expected = Math.sqrt(change / weights);
    assertEquals(expected, update.weightChange(), 1e-5 * expected);
  }

  @Test
  void aStepWithoutGradientDecaysByMomentumAndWeightDecayAlone() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    training.trainTo(1);
    Map<String, float[]> before = training.weights();
    // Zero gradients: buffer' = 0.9 buffer + decay w, w' = w - rate buffer'.
    training.variables.parameters().values().forEach(p -> p.mutable_grad().put(zeros(p)));
    training.optimizer.step(0.2);
    Map<String, float[]> after = training.weights();
    String name = "block2.conv1.weight";
    float[] w = before.get(name);
    float[] buffer = before.get("momentum of " + name);
    for (int i = 0; i < w.length; i++) {
      float expected = 0.9f * buffer[i] + 1e-4f * w[i];
      assertEquals(expected, after.get("momentum of " + name)[i], 1e-7);
      assertEquals(w[i] - 0.2f * expected, after.get(name)[i], 1e-7);
    }
  }

  private static Tensor zeros(Tensor like) {
    return org.bytedeco.pytorch.global.torch.zeros_like(like.detach());
  }

  @Test
  void aLossThatIsNotFiniteStopsBeforeTheWeights() {
    SmallTraining training = new SmallTraining(1, 0.1, new CenterLoss(0.1, 0.5, 0), false);
    training.trainTo(2);
    Map<String, Tensor> parameters = training.variables.parameters();
    Map<String, float[]> before = training.weights();
    int[] labels = {0, 1, 2, 0, 1, 2};
    float[] values = Tensors.floats(SmallTraining.images(new Random(0), labels));
    values[7] = Float.NaN;
    Tensor images = Tensors.of(values, 6, 3, 16, 16);
    var stop =
        assertThrows(NonFiniteLossException.class, () -> training.trainer.step(images, labels));
    assertEquals(3, stop.iteration());
    assertTrue(
        stop.getMessage()
            .startsWith("iteration 3: the between-class loss of the module on block 1"),
        stop.getMessage());
    parameters.forEach((name, t) -> assertArrayEquals(before.get(name), Tensors.floats(t), name));
    training
        .trainer
        .lossState()
        .forEach((n, t) -> assertArrayEquals(before.get("loss of " + n), Tensors.floats(t), n));
    assertEquals(2, training.trainer.iteration());
  }

  /** Two at once would write to one place, to the JVM's end. */
  @Test
  void anotherThreadThanTheFirstIsRefused() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    training.trainTo(1);
    var refused =
        assertThrows(
            CompletionException.class,
            () -> CompletableFuture.supplyAsync(() -> training.trainTo(2)).join());
    assertTrue(refused.getCause() instanceof IllegalStateException);
    assertTrue(
        refused.getCause().getMessage().startsWith("a trainer's steps are taken by one thread"),
        refused.getMessage());
    assertEquals(2, training.trainTo(2).iteration());
  }

  @Test
  void aGradientThatIsNotFiniteStopsBeforeTheWeightsWhereItIsMeasured() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    training.trainTo(1);
    Map<String, float[]> before = training.weights();
    Tensor weight = training.variables.parameters().get("block3.conv1.weight");
    weight.mutable_grad().put(zeros(weight).fill_(new Scalar(Double.NaN)));
    var stop = assertThrows(NonFiniteException.class, () -> training.step(true));
    assertTrue(stop.getMessage().startsWith("iteration 2: the gradient's norm is NaN"));
    training
        .variables
        .parameters()
        .forEach((name, t) -> assertArrayEquals(before.get(name), Tensors.floats(t), name));
    assertEquals(2, training.step(true).iteration()); // the gradient is forgotten
  }

  @Test
  void labelsWithoutAClassOrAnImageAreRefused() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    for (int[] labels : new int[][] {{0, 1, 3}, {0, -1, 2}, {0, 1}, {}}) {
      Tensor images = Tensors.of(new float[3 * 3 * 256], 3, 3, 16, 16);
      assertThrows(IllegalArgumentException.class, () -> training.trainer.step(images, labels));
    }
    assertEquals(1, training.step(false).iteration());
  }
}
