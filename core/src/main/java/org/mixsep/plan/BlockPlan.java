package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.Memory.Area;

/**
 * A block's training pass as two lists of kernels in memory laid out once: nothing is looked up,
 * allocated or recorded on the way, which on small networks takes as long as the kernels do.
 *
 * @param x where the block's input lies, and {@code y} its result
 * @param gradOutput where the gradient of the result lies, and {@code gradInput} that of the input,
 *     null where nobody asks for it
 * @param readsX whether the backward pass takes the block's input once more
 * @param variables that the kernels read where they lie
 * @param memory that holds what the backward pass needs of the forward pass
 */
record BlockPlan(
    List<Call> forward,
    List<Call> backward,
    Area x,
    Area y,
    MapShape shapeOfY,
    Area gradOutput,
    Area gradInput,
    boolean readsX,
    List<Gradient> gradients,
    List<RunningStatistics> statistics,
    PlacedVariables variables,
    Memory memory) {

  /** A kernel and what it works on. */
  record Call(primitive kernel, IntMemoryMap arguments) {}

  /** Where the gradient of a parameter goes. */
  record Gradient(Tensor parameter, Area area) {}

  /**
   * Of a batch norm, and the last batch's, to which they are moved.
   *
   * @param ofBatchVariance biased
   * @param momentum share of the batch
   * @param values of a channel in a batch
   */
  record RunningStatistics(
      Tensor mean,
      Tensor variance,
      Tensor ofBatchMean,
      Tensor ofBatchVariance,
      double momentum,
      double values) {
    void update() {
      mean.lerp_(ofBatchMean, new Scalar(momentum));
      variance
          .mul_(new Scalar(1 - momentum))
          .add_(ofBatchVariance, new Scalar(momentum * values / (values - 1)));
    }
  }

  /** Whether a parameter wants a gradient. */
  boolean trains() {
    return gradients.stream().anyMatch(each -> each.parameter.requires_grad());
  }

  void forward(Tensor input, Tensor result) {
    x.point(input);
    y.point(result);
    forward.forEach(Kernels::run);
    statistics.forEach(RunningStatistics::update);
  }

  /**
   * Adds to the parameters' gradients.
   *
   * @param resultsGradient the gradient of what {@link #forward} gave last
   * @param inputsGradient is written, where anybody asks for it
   */
  void backward(Tensor resultsGradient, Tensor inputsGradient) {
    gradOutput.point(resultsGradient);
    if (gradInput != null) {
      gradInput.point(inputsGradient);
    }
    List<Tensor> values = new ArrayList<>();
    for (Gradient gradient : gradients) {
      Tensor value = torch.empty_like(gradient.parameter.detach());
      gradient.area.point(value);
      values.add(value);
    }
    backward.forEach(Kernels::run);
    for (int i = 0; i < values.size(); i++) {
      CustomFunction.accumulate(gradients.get(i).parameter, values.get(i));
    }
  }
}
