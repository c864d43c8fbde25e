package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mixsep.Fixtures;
import org.mixsep.layer.CosineLinear;
import org.mixsep.network.ModuleOutput;
import org.mixsep.network.Outputs;
import org.mixsep.torch.Tensors;

/** Losses with margins on features and weights, and of several heads, against golden values. */
class MarginFixtureTest {

  @TestFactory
  Stream<DynamicTest> largeMarginSoftmax() {
    return Relatives.tests(
        "l_softmax",
        e -> {
          Tensor x = e.input("features");
          Tensor w = e.input("weight");
          Tensor logits = x.mm(w.t());
          LargeMarginSoftmaxLoss loss =
              new LargeMarginSoftmaxLoss(
                  (int) e.number("margin"), Annealing.constant(e.number("lam")));
          Tensor total = loss.of(ModuleOutput.of(logits, x, w), e.targets(), 0).total();
          total.backward();
          e.matches("loss", total);
          e.matches(
              "margin_logits", loss.marginLogits(logits, x, w, e.targets().labels()).detach());
          e.matches("grad_features", x.grad());
          e.matches("grad_weight", w.grad());
        });
  }

  @Test
  void psiAndItsDerivative() {
    assumeTrue(Fixtures.has(Relatives.FILE), "no " + Relatives.FILE);
    for (JsonNode fixture : Fixtures.read(Relatives.FILE).path("l_softmax_psi")) {
      LargeMarginSoftmaxLoss loss =
          new LargeMarginSoftmaxLoss(fixture.path("margin").asInt(), Annealing.constant(0));
      double[] cosines = Fixtures.flat(fixture.path("cosine"));
      double[] psi = Fixtures.flat(fixture.path("psi"));
      double[] slopes = Fixtures.flat(fixture.path("derivative_by_cosine"));
      try (PointerScope scope = new PointerScope()) {
        Tensor cosine = Tensors.of(cosines, cosines.length);
        double[] found = Tensors.doubles(loss.psi(cosine));
        double[] foundSlopes = Tensors.doubles(loss.slope(cosine));
        for (int i = 0; i < cosines.length; i++) {
          assertEquals(psi[i], found[i], 1e-12, "psi of " + cosines[i]);
          assertEquals(slopes[i], foundSlopes[i], 1e-12, "slope at " + cosines[i]);
        }
      }
    }
  }

  @Test
  void lambdaIsAFunctionOfTheStep() {
    assumeTrue(Fixtures.has(Relatives.FILE), "no " + Relatives.FILE);
    for (JsonNode fixture : Fixtures.read(Relatives.FILE).path("l_softmax_lambda")) {
      Annealing annealing =
          new Annealing(
              fixture.path("base").asDouble(),
              fixture.path("gamma").asDouble(),
              fixture.path("power").asDouble(),
              fixture.path("least").asDouble());
      double[] done = Fixtures.flat(fixture.path("done"));
      double[] expected = Fixtures.flat(fixture.path("lam"));
      for (int i = 0; i < done.length; i++) {
        assertEquals(
            expected[i], annealing.at((long) done[i]), 1e-10 * (1 + expected[i]), "at " + done[i]);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> angularMargin() {
    return Relatives.tests(
        "angular_margin",
        e -> {
          Tensor x = e.input("features");
          Tensor w = e.input("weight");
          AngularMarginLoss loss =
              new AngularMarginLoss(
                  e.name("kind", AngularMarginLoss.Kind.class),
                  e.number("scale"),
                  e.number("margin"));
          Tensor logits = CosineLinear.cosines(x, w, loss.scale());
          Tensor total = loss.of(ModuleOutput.of(logits, x, w), e.targets(), 0).total();
          total.backward();
          e.matches("loss", total);
          e.matches("grad_features", x.grad());
          e.matches("grad_weight", w.grad());
        });
  }

  @TestFactory
  Stream<DynamicTest> multiLoss() {
    return Relatives.tests(
        "multi_loss",
        e -> {
          List<Tensor> heads = new ArrayList<>();
          e.fixture().path("heads").forEach(rows -> heads.add(e.input(rows)));
          double[] weights = Fixtures.flat(e.settings().path("weights"));
          MultiLoss loss =
              new MultiLoss(weights[0], weights[1], weights[2], e.number("sigma"), 0, 0);
          Tensor logits = ModuleOutput.meanOfProbabilities(heads);
          LossTerms terms = loss.of(ModuleOutput.of(logits, logits, heads), e.targets(), 0);
          terms.total().backward();
          e.matches("total", terms.total());
          for (int i = 0; i < heads.size(); i++) {
            e.matches(
                "losses", e.line().path("losses").path(i), loss.losses(heads, e.targets()).get(i));
            e.matches("grad_heads", e.line().path("grad_heads").path(i), heads.get(i).grad());
          }
          Outputs outputs = Outputs.ofLogits(new TreeMap<>(java.util.Map.of(4, logits)));
          e.matches("mean_probabilities", outputs.probabilities());
          assertTrue(terms.within().item_double() == 0);
        });
  }
}
