package org.mixsep.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.SortedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

class AirbenchTest {
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    Compute.useThreads(1);
    torch.manual_seed(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Variables variables(Precision precision, Convolution form) {
    return new Variables(new Compute(false, precision, form), 1);
  }

  /** Neighbouring pixels are alike, as in photographs. */
  private static Tensor images(int count) {
    Tensor rough = torch.randn(count, 3, 33, 33);
    return rough.narrow(2, 0, 32).narrow(3, 0, 32).add(rough.narrow(2, 1, 32).narrow(3, 1, 32));
  }

  /**
   * Of n filters the first n / 2 are uncorrelated and of variance 1, the others their negatives.
   */
  @Test
  void fittedToImagesTheFirstConvolutionWhitensThem() {
    Variables variables = variables(Precision.FLOAT32, Convolution.DIRECT);
    Tensor images = images(200);
    new Airbench(variables.root(), 3).fit(() -> images);
    Tensor weight = variables.buffers().get("block1.whitening.weight");
    Tensor whitened = torch.conv2d(images, weight);
    Tensor rows = whitened.permute(0, 2, 3, 1).reshape(-1, 24).to(ScalarType.Double);
    Tensor moments = rows.t().mm(rows).div(new Scalar((double) rows.size(0)));
    Tensor first = moments.narrow(0, 0, 12).narrow(1, 0, 12);
    Tensor second = moments.narrow(0, 0, 12).narrow(1, 12, 12);
    Tensor identity = torch.eye(12).to(ScalarType.Double);
    assertTrue(first.sub(identity).abs().max().item_double() < 0.05);
    assertTrue(first.add(second).abs().max().item_double() < 1e-6);
  }

  @Test
  void theFirstBlockAndScalesAreNotTrained() {
    Variables variables = variables(Precision.FLOAT32, Convolution.DIRECT);
    new Airbench(variables.root(), 3);
    for (String name : variables.parameters().keySet()) {
      assertFalse(name.startsWith("block1"), name);
      assertTrue(name.matches("block[234]\\.(conv[12]\\.weight|norm[12]\\.bias)"), name);
      assertEquals(name.contains("norm"), variables.isNormBias(name), name);
    }
  }

  /** The first filters are the input's channels, the others are drawn. */
  @Test
  void convolutionsHandTheirInputOnAtFirst() {
    Variables variables = variables(Precision.FLOAT32, Convolution.DIRECT);
    new Airbench(variables.root(), 3);
    Tensor weight = variables.parameters().get("block2.conv1.weight").detach();
    Tensor x = torch.randn(1, 24, 5, 5);
    long[] one = {1, 1};
    Tensor y = torch.conv2d(x, weight, new TensorOptional(), one, one, one, 1);
    assertTrue(y.narrow(1, 0, 24).sub(x).abs().max().item_double() < 1e-6);
    assertTrue(weight.narrow(0, 24, 40).std().item_double() > 0.01);
    assertTrue(weight.abs().narrow(0, 24, 40).max().item_double() <= 1 / Math.sqrt(9 * 24));
  }

  /** Values, gradients and statistics of a training pass by plans and by layers. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, DIRECT, 0.0001", "BFLOAT16, DIRECT, 0.05", "BFLOAT16, WINOGRAD, 0.05"})
  void plansTrainAsLayersDo(Precision precision, Convolution form, double tolerance) {
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    Variables ofPlans = variables(precision, form);
    Variables ofLayers = variables(precision, form);
    Airbench planned = new Airbench(ofPlans.root(), 3);
    Airbench layered = new Airbench(ofLayers.root(), 3);
    Tensor some = images(64);
    planned.fit(() -> some);
    layered.fit(() -> some);
    Tensor x = new Compute(false, precision, form).placeImages(some);
    layered.forward(x, true); // leaves its plans waiting, so that the next pass goes by layers
    reset(ofLayers, ofPlans);
    SortedMap<Integer, Tensor> expected = layered.forward(x, true);
    SortedMap<Integer, Tensor> found = planned.forward(x, true);
    Tensor factor = torch.randn(64, 256, 3, 3);
    for (Tensor map : new Tensor[] {expected.get(4), found.get(4)}) {
      map.to(ScalarType.Float).mul(factor).sum().backward();
    }
    assertTrue(apart(found.get(4), expected.get(4)) < tolerance);
    for (String name : ofPlans.parameters().keySet()) {
      Tensor gradient = ofPlans.parameters().get(name).grad();
      double apart = apart(gradient, ofLayers.parameters().get(name).grad());
      assertTrue(apart < 4 * tolerance, name + " apart by " + apart);
    }
    for (String name : ofPlans.buffers().keySet()) {
      double apart = apart(ofPlans.buffers().get(name), ofLayers.buffers().get(name));
      assertTrue(apart < tolerance, name + " apart by " + apart);
    }
  }

  /** Puts the running statistics of {@code to} to those of {@code from}. */
  private static void reset(Variables to, Variables from) {
    to.buffers().forEach((name, buffer) -> buffer.copy_(from.buffers().get(name)));
  }

  private static double apart(Tensor found, Tensor expected) {
    Tensor a = found.detach().to(ScalarType.Double);
    Tensor b = expected.detach().to(ScalarType.Double);
    return a.sub(b).norm().item_double() / b.norm().item_double();
  }
}
