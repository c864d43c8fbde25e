package org.mixsep.bench;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/**
 * Prints what one 3x3 convolution of a batch of 128 takes in each form, in turn: milliseconds of
 * the forward pass and of both gradients, medians, in a plan as training has it. A form that does
 * not suit the shape takes what the direct one does.
 *
 * <p>Arguments: channels in, channels out, side of the map, precision (float32, bfloat16), rounds,
 * threads.
 */
public final class ConvolutionTimes {
  private static final int BATCH = 128;

  private final PlannedBlock convolution;
  private final Tensor x;
  private final Tensor gradient;
  private final double[] forward;
  private final double[] backward;

  private ConvolutionTimes(Compute compute, int in, int out, int side, int rounds) {
    Variables variables = new Variables(compute, 1);
    Conv2d layer = new Conv2d(variables.root(), in, out, 3, 1);
    convolution = new PlannedBlock(compute.convolution(), layer::describe);
    x = map(compute, in, side).set_requires_grad(true);
    gradient = map(compute, out, side);
    forward = new double[rounds];
    backward = new double[rounds];
  }

  public static void main(String[] arguments) {
    int in = Integer.parseInt(arguments[0]);
    int out = Integer.parseInt(arguments[1]);
    int side = Integer.parseInt(arguments[2]);
    Precision precision = Precision.valueOf(arguments[3].toUpperCase(Locale.ROOT));
    int rounds = Integer.parseInt(arguments[4]);
    Compute.useThreads(Integer.parseInt(arguments[5]));
    ConvolutionTimes[] forms =
        Arrays.stream(Convolution.values())
            .map(form -> new Compute(false, precision, form))
            .map(compute -> new ConvolutionTimes(compute, in, out, side, rounds))
            .toArray(ConvolutionTimes[]::new);
    for (int r = -2; r < rounds; r++) {
      for (ConvolutionTimes form : forms) {
        form.pass(r);
      }
    }
    for (int i = 0; i < forms.length; i++) {
      System.out.printf(
          Locale.ROOT,
          "%-14s forward %8.2f ms  gradients %8.2f ms%n",
          Convolution.values()[i].name().toLowerCase(Locale.ROOT),
          median(forms[i].forward),
          median(forms[i].backward));
    }
  }

  /** Rounds below 0 are not counted. */
  private void pass(int round) {
    try (PointerScope scope = new PointerScope()) {
      long start = System.nanoTime();
      Tensor y = convolution.forward(x).orElseThrow();
      long middle = System.nanoTime();
      y.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
      long end = System.nanoTime();
      if (round >= 0) {
        forward[round] = middle - start;
        backward[round] = end - middle;
      }
      x.mutable_grad().reset();
    }
  }

  private static Tensor map(Compute compute, int channels, int side) {
    Tensor random = torch.randn(BATCH, channels, side, side).contiguous(MemoryFormat.ChannelsLast);
    return random.to(compute.precision().type());
  }

  private static double median(double[] nanoseconds) {
    Arrays.sort(nanoseconds);
    return nanoseconds[nanoseconds.length / 2] / 1e6;
  }
}
