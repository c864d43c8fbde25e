package org.mixsep.network;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.Linear;
import org.mixsep.network.InvertedResidual.Form;
import org.mixsep.network.NormedConvolution.Activation;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * MobileNetV3, large and small: inverted residuals, in four blocks that end where sides are S/4,
 * S/8, S/16 and S/32 of S x S images. A module on the last has the published classifier's first
 * layer, hard swish and dropout before it.
 *
 * <p>Source: Howard et al., Searching for MobileNetV3 (2019), tables 1 and 2; variables, batch
 * norms' settings and dropout are torchvision's.
 */
public final class MobileNetV3 extends BlockStack {
  private static final int STEM = 16;
  private static final double DROPOUT = 0.2;
  private static final BatchNorm2d.Settings NORMS = new BatchNorm2d.Settings(0.01, 1e-3, true);

  private final Neck neck;

  /**
   * @param blocks units of each block
   * @param last width of the last map, and {@code features} that a module on it sees
   */
  private MobileNetV3(
      Variables.Scope scope, int channels, List<List<Form>> blocks, int last, int features) {
    super(scope.compute());
    Variables.Scope at = scope.in("features");
    add(1, STEM, List.of(plain(at.in("0"), channels, STEM, Conv2d.Window.of(3, 2))));
    int in = STEM;
    int index = 1;
    for (int b = 1; b <= blocks.size(); b++) {
      for (Form form : blocks.get(b - 1)) {
        Variables.Scope unit = at.in(Integer.toString(index++));
        add(b, form.out(), List.of(new InvertedResidual(unit, in, form, NORMS)));
        in = form.out();
      }
    }
    Variables.Scope end = at.in(Integer.toString(index));
    add(blocks.size(), last, List.of(plain(end, in, last, Conv2d.Window.of(1, 1))));
    neck = new Widening(scope.in("classifier").in("0"), last, features);
  }

  private static NormedConvolution plain(
      Variables.Scope scope, int in, int out, Conv2d.Window window) {
    return new NormedConvolution(
        scope.in("0"), scope.in("1"), in, out, window, NORMS, Activation.HARD_SWISH);
  }

  static MobileNetV3 large(Variables.Scope scope, int channels) {
    return new MobileNetV3(
        scope,
        channels,
        List.of(
            List.of(
                new Form(3, 16, 16, false, false, 1),
                new Form(3, 64, 24, false, false, 2),
                new Form(3, 72, 24, false, false, 1)),
            List.of(
                new Form(5, 72, 40, true, false, 2),
                new Form(5, 120, 40, true, false, 1),
                new Form(5, 120, 40, true, false, 1)),
            List.of(
                new Form(3, 240, 80, false, true, 2),
                new Form(3, 200, 80, false, true, 1),
                new Form(3, 184, 80, false, true, 1),
                new Form(3, 184, 80, false, true, 1),
                new Form(3, 480, 112, true, true, 1),
                new Form(3, 672, 112, true, true, 1)),
            List.of(
                new Form(5, 672, 160, true, true, 2),
                new Form(5, 960, 160, true, true, 1),
                new Form(5, 960, 160, true, true, 1))),
        960,
        1280);
  }

  static MobileNetV3 small(Variables.Scope scope, int channels) {
    return new MobileNetV3(
        scope,
        channels,
        List.of(
            List.of(new Form(3, 16, 16, true, false, 2)),
            List.of(new Form(3, 72, 24, false, false, 2), new Form(3, 88, 24, false, false, 1)),
            List.of(
                new Form(5, 96, 40, true, true, 2),
                new Form(5, 240, 40, true, true, 1),
                new Form(5, 240, 40, true, true, 1),
                new Form(5, 120, 48, true, true, 1),
                new Form(5, 144, 48, true, true, 1)),
            List.of(
                new Form(5, 288, 96, true, true, 2),
                new Form(5, 576, 96, true, true, 1),
                new Form(5, 576, 96, true, true, 1))),
        576,
        1024);
  }

  @Override
  public boolean preActivation() {
    return false;
  }

  @Override
  public Optional<Neck> neck(int block) {
    return block == widths().lastKey() ? Optional.of(neck) : Optional.empty();
  }

  /** The first layer of the published classifier. */
  private record Widening(Linear linear, int width) implements Neck {
    Widening(Variables.Scope scope, int in, int out) {
      this(new Linear(scope, in, out), out);
    }

    @Override
    public Tensor forward(Tensor pooled, boolean training) {
      return torch.dropout(torch.hardswish(linear.forward(pooled)), DROPOUT, training);
    }

    @Override
    public String describe(LayerGraph graph, String pooled) {
      return graph.dropout(graph.hardSwish(linear.describe(graph, pooled)), DROPOUT);
    }
  }
}
