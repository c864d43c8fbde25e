package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.network.NormedConvolution.Activation;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * A unit of {@link MobileNetV3}: a 1x1 convolution that widens, a depthwise one, perhaps squeeze
 * and excitation, a 1x1 convolution that narrows; added to the input where shapes allow it.
 */
final class InvertedResidual implements Layer {
  private final List<Layer> layers = new ArrayList<>();
  private final boolean adds;

  /**
   * What differs between units.
   *
   * @param kernel of the depthwise convolution
   * @param inner width after widening; equal to the input's where there is no widening
   * @param out width of the result
   * @param excited whether squeeze and excitation is part of it
   * @param swish whether activations are hard swish, and not ReLU
   */
  record Form(int kernel, int inner, int out, boolean excited, boolean swish, int stride) {}

  InvertedResidual(Variables.Scope scope, int in, Form form, BatchNorm2d.Settings norms) {
    Variables.Scope block = scope.in("block");
    Activation activation = form.swish ? Activation.HARD_SWISH : Activation.RELU;
    if (form.inner != in) {
      add(block, in, form.inner, Conv2d.Window.of(1, 1), norms, activation);
    }
    Conv2d.Window depthwise = Conv2d.Window.of(form.kernel, form.stride).inGroups(form.inner);
    add(block, form.inner, form.inner, depthwise, norms, activation);
    if (form.excited) {
      int squeezed = eighths(form.inner / 4);
      layers.add(new SqueezeExcitation(next(block), form.inner, squeezed));
    }
    add(block, form.inner, form.out, Conv2d.Window.of(1, 1), norms, Activation.NONE);
    adds = form.stride == 1 && in == form.out;
  }

  private void add(
      Variables.Scope block,
      int in,
      int out,
      Conv2d.Window window,
      BatchNorm2d.Settings norms,
      Activation activation) {
    Variables.Scope at = next(block);
    layers.add(new NormedConvolution(at.in("0"), at.in("1"), in, out, window, norms, activation));
  }

  private Variables.Scope next(Variables.Scope block) {
    return block.in(Integer.toString(layers.size()));
  }

  /** The nearest multiple of 8, not less than nine tenths of the value (Sandler et al., 2018). */
  private static int eighths(int value) {
    int near = Math.max(8, (value + 4) / 8 * 8);
    return near < 0.9 * value ? near + 8 : near;
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor h = x;
    for (Layer layer : layers) {
      h = layer.forward(h, training);
    }
    return adds ? h.add_(x) : h;
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String h = x;
    for (Layer layer : layers) {
      h = layer.describe(graph, h);
    }
    return adds ? graph.add(h, x) : h;
  }

  @Override
  public void close() {
    layers.forEach(Layer::close);
  }
}
