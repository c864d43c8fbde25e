package org.mixsep.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.PairDistance;
import org.mixsep.loss.Reduction;
import org.mixsep.loss.Targets;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/** Gradients of the loss through a small network of four modules against finite differences. */
class GradientTest {
  private static final Compute CPU = new Compute(false, Precision.FLOAT32);
  private static final double STEP = 1e-6;

  @ParameterizedTest
  @EnumSource(PairDistance.class)
  void ofEveryParameterAgreeWithFiniteDifferences(PairDistance distance) {
    var within = new WithinClassLoss(distance, FeatureSpace.LOGITS, Reduction.SUM);
    var loss = new MixtureSeparabilityLoss(within, 0.3);
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(5);
      Variables variables = new Variables(CPU, 2);
      Backbone backbone = new Vgg(variables.root(), 2, List.of(1, 1, 1, 1), List.of(3, 4, 3, 4));
      var network =
          new SeparabilityNetwork(
              variables.root(), backbone, new TreeSet<>(List.of(1, 2, 3, 4)), 3, true);
      toFloat64(variables);
      Tensor images = torch.randn(12, 2, 16, 16).to(ScalarType.Double);
      Targets targets = Targets.of(new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 1}, 3, CPU);

      total(network, images, targets, loss).backward();
      int checked = 0;
      for (Map.Entry<String, Tensor> entry : variables.parameters().entrySet()) {
        Tensor flat = entry.getValue().detach().view(-1);
        double gradient = entry.getValue().grad().reshape(-1).narrow(0, 0, 1).item_double();
        double up = moved(network, images, targets, loss, flat, STEP);
        double here = moved(network, images, targets, loss, flat, 0);
        double down = moved(network, images, targets, loss, flat, -STEP);
        double slope = (up - down) / (2 * STEP);
        double scale = Math.max(1, Math.abs(slope));
        if (Math.abs(up - 2 * here + down) / STEP < 1e-3 * scale) { // no kink within the step
          assertEquals(slope, gradient, 1e-5 * scale, entry.getKey());
          checked++;
        }
      }
      assertTrue(checked > variables.parameters().size() / 2, "only " + checked + " were smooth");
    }
  }

  private static void toFloat64(Variables variables) {
    variables
        .parameters()
        .values()
        .forEach(p -> p.set_data(p.detach().to(ScalarType.Double).contiguous()));
    variables.buffers().values().forEach(b -> b.set_data(b.to(ScalarType.Double)));
  }

  private static Tensor total(
      SeparabilityNetwork network, Tensor images, Targets targets, MixtureSeparabilityLoss loss) {
    Tensor sum =
        torch.zeros(new long[] {}, new org.bytedeco.pytorch.TensorOptions(ScalarType.Double));
    for (Tensor logits : network.forward(images, true).logits().values()) {
      sum = sum.add(loss.of(logits, targets, 0.05).total());
    }
    return sum.div(new Scalar(4.0));
  }

  private static double moved(
      SeparabilityNetwork network,
      Tensor images,
      Targets targets,
      MixtureSeparabilityLoss loss,
      Tensor flat,
      double by) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor first = flat.narrow(0, 0, 1);
      first.add_(new Scalar(by));
      double value = total(network, images, targets, loss).item_double();
      first.add_(new Scalar(-by));
      return value;
    }
  }
}
