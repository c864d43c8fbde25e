package org.mixsep.loss;

import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mixsep.loss.Relatives.Expected;

/** Losses of logits against golden values computed by plain loops. */
class RelativesFixtureTest {

  @TestFactory
  Stream<DynamicTest> hinge() {
    return Relatives.tests(
        "hinge",
        e ->
            matches(
                e,
                new HingeLoss(
                    e.name("form", HingeLoss.Form.class),
                    (int) e.number("power"),
                    e.number("margin"),
                    e.name("reduction", Reduction.class))));
  }

  @TestFactory
  Stream<DynamicTest> focal() {
    return Relatives.tests("focal", e -> matches(e, new FocalLoss(e.number("gamma"))));
  }

  private static void matches(Expected expected, ModuleLoss loss) {
    Tensor logits = expected.input("logits");
    Tensor total = loss.of(logits, expected.targets(), 0).total();
    total.backward();
    expected.matches("loss", total);
    expected.matches("grad_logits", logits.grad());
  }

  @TestFactory
  Stream<DynamicTest> center() {
    return Relatives.tests("center", RelativesFixtureTest::center);
  }

  private static void center(Expected expected) {
    // The total less that of weight 0 leaves the gradient of the term alone.
    Tensor pulled = expected.input("logits");
    Tensor plain = expected.input("logits");
    LossState state = new LossState(Map.of("centers", expected.input("centers").detach()));
    Targets targets = expected.targets();
    CenterLoss loss = new CenterLoss(1, expected.number("rate"), 0);
    LossTerms terms = loss.of(pulled, targets, 0, state);
    terms.total().backward();
    MixtureSeparabilityLoss.crossEntropy().of(plain, targets, 0).total().backward();
    expected.matches("loss", terms.within());
    expected.matches("grad_logits", pulled.grad().sub(plain.grad()));
    loss.remember(state, pulled, targets);
    expected.matches("centers_after", state.get("centers"));
  }
}
