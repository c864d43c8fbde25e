package org.mixsep.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.batch.Labels;
import org.mixsep.loss.Annealing;
import org.mixsep.loss.LargeMarginSoftmaxLoss;
import org.mixsep.loss.LossTerms;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.Targets;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.Airbench;
import org.mixsep.network.Backbone;
import org.mixsep.network.Head;
import org.mixsep.network.ModuleOutput;
import org.mixsep.network.NetworkInNetwork;
import org.mixsep.network.ResNet;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.RandomState;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** Small networks whose gradients of one batch several processes compute, or one. */
enum SharedNetwork {
  /** By plans. */
  VGG(1e-5, 8, s -> new Vgg(s, 3, List.of(1, 2), List.of(16, 32)), paper()),
  /** Layer by layer: there are no plans for it. */
  VGG_FLOAT64(1e-13, 8, s -> new Vgg(s, 3, List.of(1, 1), List.of(5, 7)), paper()),
  RESNET(1e-5, 8, s -> ResNet.resNet(s, 3, 1, ResNet.Downsampling.POOLING), paper()),
  /** With dropout, by libtorch's random numbers. */
  NIN_FLOAT64(1e-13, 8, s -> new NetworkInNetwork(s, 3), paper()),
  AIRBENCH(1e-5, 16, s -> new Airbench(s, 3), paper()),
  /** With a loss that acts on a weight itself. */
  LARGE_MARGIN(
      1e-5,
      8,
      s -> new Vgg(s, 3, List.of(1, 1), List.of(16, 16)),
      new LargeMarginSoftmaxLoss(2, new Annealing(10, 0.5, 1, 0)));

  private static final int BATCH = 12;
  private static final int CLASSES = 3;

  private final double tolerance;
  private final int side;
  private final Function<Variables.Scope, Backbone> backbone;
  private final ModuleLoss loss;

  SharedNetwork(
      double tolerance, int side, Function<Variables.Scope, Backbone> backbone, ModuleLoss loss) {
    this.tolerance = tolerance;
    this.side = side;
    this.backbone = backbone;
    this.loss = loss;
  }

  private static ModuleLoss paper() {
    return new MixtureSeparabilityLoss(WithinClassLoss.paper(), 1);
  }

  /** Largest difference over the largest value of a gradient. */
  double tolerance() {
    return tolerance;
  }

  private boolean float64() {
    return this == VGG_FLOAT64 || this == NIN_FLOAT64;
  }

  private Head head() {
    return Head.fullyConnected(this != LARGE_MARGIN);
  }

  private static int[] labels() {
    return new Random(5).ints(BATCH, 0, CLASSES).toArray();
  }

  /** The own share. */
  Tensor images(Replicas replicas) {
    Random random = new Random(6);
    float[] values = new float[BATCH * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    long own = BATCH / replicas.size();
    Tensor part =
        Tensors.of(values, BATCH, 3, side, side).narrow(0, replicas.rank() * own, own).contiguous();
    return float64() ? part.to(ScalarType.Double) : compute(replicas).placeImages(part);
  }

  private static Compute compute(Replicas replicas) {
    return new Compute(false, Precision.FLOAT32).among(replicas, false);
  }

  /** By name, and running statistics. */
  Map<String, double[]> gradients(Replicas replicas) {
    try (PointerScope scope = new PointerScope()) {
      RandomState.seed(9);
      Compute compute = compute(replicas);
      Variables variables = new Variables(compute, 4);
      Backbone made = backbone.apply(variables.root());
      SeparabilityNetwork network =
          new SeparabilityNetwork(
              variables.root(), made, new TreeSet<>(made.widths().keySet()), CLASSES, true, head());
      if (float64()) {
        variables.all().values().forEach(t -> t.set_data(t.detach().to(ScalarType.Double)));
      }
      Targets targets = Targets.of(Labels.of(labels()), CLASSES, compute);
      List<Tensor> totals = new ArrayList<>();
      network
          .forward(images(replicas), true)
          .gathered(replicas)
          .modules()
          .values()
          .forEach(output -> totals.add(terms(output, targets).total()));
      totals.stream().reduce(Tensor::add).orElseThrow().backward();
      replicas.finish(variables.parameters().values(), Tensors.of(new float[1], 1));
      Map<String, double[]> found = new LinkedHashMap<>();
      variables
          .parameters()
          .forEach((name, p) -> found.put("gradient of " + name, Tensors.doubles(p.grad())));
      variables.buffers().forEach((name, b) -> found.put(name, Tensors.doubles(b)));
      network.close();
      return found;
    }
  }

  private LossTerms terms(ModuleOutput output, Targets targets) {
    return loss.of(output, targets, 0.1);
  }
}
