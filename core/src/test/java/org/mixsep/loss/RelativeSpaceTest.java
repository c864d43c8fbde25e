package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

class RelativeSpaceTest {
  private static final int CLASSES = 4;
  private static final double XI = 0.3;
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    torch.manual_seed(2);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Targets targets(int... labels) {
    return Targets.of(labels, CLASSES, new Compute(false, Precision.FLOAT32));
  }

  private static Targets mixed() {
    return targets(0, 1, 2, 0, 1, 1, 3, 0, 2, 2);
  }

  private static Tensor logits() {
    return torch.randn(10, CLASSES).to(ScalarType.Double);
  }

  private static LossTerms loss(FeatureSpace space, Tensor logits, Targets targets) {
    var within = new WithinClassLoss(PairDistance.EUCLIDEAN, space, Reduction.MEAN);
    return new MixtureSeparabilityLoss(within, 1).of(logits, targets, XI);
  }

  private static Tensor gradient(FeatureSpace space, Tensor logits, Targets targets) {
    Tensor q = logits.detach().clone().set_requires_grad(true);
    loss(space, q, targets).within().backward();
    return q.grad();
  }

  @ParameterizedTest
  @EnumSource(names = {"SPREAD", "SPREAD_DETACHED", "BETWEEN", "BETWEEN_DETACHED"})
  void logitsThatGrowAlikeChangeNothing(FeatureSpace space) {
    Tensor q = logits();
    double before = loss(space, q, mixed()).within().item_double();
    double after = loss(space, q.mul(new Scalar(50.0)), mixed()).within().item_double();
    assertTrue(before > 0);
    assertEquals(before, after, 1e-9 * before);
  }

  /** Of a function that stays as it is along the logits (Euler). */
  @ParameterizedTest
  @EnumSource(names = {"SPREAD", "BETWEEN"})
  void theGradientIsAtRightAnglesToTheLogits(FeatureSpace space) {
    Tensor q = logits();
    Tensor gradient = gradient(space, q, mixed());
    assertEquals(0, gradient.mul(q).sum().item_double(), 1e-9);
    assertTrue(gradient.norm().item_double() > 1e-3);
  }

  /** It is that of plain logits, divided by the scale. */
  @ParameterizedTest
  @EnumSource(names = {"SPREAD_DETACHED", "BETWEEN_DETACHED"})
  void noGradientGoesThroughADetachedScale(FeatureSpace space) {
    Tensor q = logits();
    Tensor features = space.of(q, mixed());
    double scale = q.norm().item_double() / features.norm().item_double();
    Tensor expected = gradient(FeatureSpace.LOGITS, features, mixed()).div(new Scalar(scale));
    assertArrayEquals(
        Tensors.doubles(expected), Tensors.doubles(gradient(space, q, mixed())), 1e-10);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPREAD", "SPREAD_DETACHED", "BETWEEN", "BETWEEN_DETACHED"})
  void equalLogitsHaveNoLossAndAFiniteGradient(FeatureSpace space) {
    Tensor q = torch.ones(10, CLASSES).to(ScalarType.Double);
    assertEquals(0, loss(space, q, mixed()).within().item_double());
    assertEquals(0, gradient(space, q, mixed()).abs().max().item_double());
  }

  @ParameterizedTest
  @EnumSource(names = {"BETWEEN", "BETWEEN_DETACHED"})
  void oneClassAloneHasNoDistanceToOthers(FeatureSpace space) {
    Targets one = targets(2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    assertEquals(0, loss(space, logits(), one).within().item_double());
    assertEquals(0, gradient(space, logits(), one).abs().max().item_double());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"LOGITS", "UNIT", "PROBABILITY"},
      mode = Mode.EXCLUDE)
  void aMemoryTakesNoRelativeSpace(FeatureSpace space) {
    assertTrue(space.isRelative());
    var within = new WithinClassLoss(PairDistance.EUCLIDEAN, space, Reduction.SUM);
    assertThrows(
        IllegalArgumentException.class, () -> new MixtureSeparabilityLoss(within, 1, 0, 0, 5));
  }

  @Test
  void othersAreNotRelative() {
    NaiveLoss.WITHOUT_BATCH.forEach(space -> assertTrue(!space.isRelative()));
  }
}
