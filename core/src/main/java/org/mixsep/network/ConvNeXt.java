package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.ChannelNorm;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/**
 * ConvNeXt, tiny and small: patches of 4x4 pixels, then four stages of units 96, 192, 384 and 768
 * wide, the blocks 1 to 4 here, with a layer norm and a 2x2 convolution of stride 2 between them.
 * Of S x S images their sides are S/4, S/8, S/16 and S/32. A module on the last has the published
 * classifier's layer norm before it.
 *
 * <p>Source: Liu et al., A ConvNet for the 2020s (2022); variables are called as in torchvision.
 * Units are not dropped at random in training (stochastic depth), which is for long trainings from
 * random weights.
 */
public final class ConvNeXt extends BlockStack {
  static final double EPSILON = 1e-6;
  private static final double DEVIATION = 0.02;
  private static final int[] WIDTHS = {96, 192, 384, 768};

  private final Neck neck;

  /**
   * @param units of each stage
   */
  ConvNeXt(Variables.Scope scope, int channels, Integer... units) {
    super(scope.compute());
    Variables.Scope features = scope.in("features");
    add(1, WIDTHS[0], List.of(new Patches(features.in("0"), channels, WIDTHS[0])));
    for (int b = 1; b <= WIDTHS.length; b++) {
      int width = WIDTHS[b - 1];
      List<Layer> layers = new ArrayList<>();
      if (b > 1) {
        layers.add(new Halving(features.in(Integer.toString(2 * b - 2)), WIDTHS[b - 2], width));
      }
      Variables.Scope stage = features.in(Integer.toString(2 * b - 1));
      for (int u = 0; u < units[b - 1]; u++) {
        layers.add(new ConvNeXtUnit(stage.in(Integer.toString(u)), width));
      }
      add(b, width, layers);
    }
    int last = WIDTHS[WIDTHS.length - 1];
    neck = new Normed(new ChannelNorm(scope.in("classifier").in("0"), last, EPSILON), last);
  }

  /** Of first weights. */
  static Initializer normal() {
    return Initializer.normal(DEVIATION);
  }

  @Override
  public boolean preActivation() {
    return false;
  }

  @Override
  public Optional<Neck> neck(int block) {
    return block == widths().lastKey() ? Optional.of(neck) : Optional.empty();
  }

  /** A convolution of patches that do not overlap, then layer norm. */
  private static final class Patches implements Layer {
    private final Conv2d convolution;
    private final ChannelNorm norm;

    Patches(Variables.Scope scope, int in, int out) {
      convolution = new Conv2d(scope.in("0"), in, out, Conv2d.Window.patches(4), normal());
      norm = new ChannelNorm(scope.in("1"), out, EPSILON);
    }

    @Override
    public Tensor forward(Tensor x, boolean training) {
      return norm.forward(convolution.forward(x));
    }

    @Override
    public String describe(LayerGraph graph, String x) {
      return norm.describe(graph, convolution.describe(graph, x));
    }
  }

  /** Layer norm, then a convolution that halves the sides. */
  private static final class Halving implements Layer {
    private final ChannelNorm norm;
    private final Conv2d convolution;

    Halving(Variables.Scope scope, int in, int out) {
      norm = new ChannelNorm(scope.in("0"), in, EPSILON);
      convolution = new Conv2d(scope.in("1"), in, out, Conv2d.Window.patches(2), normal());
    }

    @Override
    public Tensor forward(Tensor x, boolean training) {
      return convolution.forward(norm.forward(x));
    }

    @Override
    public String describe(LayerGraph graph, String x) {
      return convolution.describe(graph, norm.describe(graph, x));
    }
  }

  /** The layer norm of the published classifier. */
  private record Normed(ChannelNorm norm, int width) implements Neck {
    @Override
    public Tensor forward(Tensor pooled, boolean training) {
      return norm.forwardFeatures(pooled);
    }

    @Override
    public String describe(LayerGraph graph, String pooled) {
      return norm.describeFeatures(graph, pooled);
    }
  }
}
