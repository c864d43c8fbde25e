package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.Packed;
import org.mixsep.torch.Replicas;

/**
 * A block's training pass as two lists of kernels in memory laid out once: nothing is looked up,
 * allocated or recorded on the way, which on small networks takes as long as the kernels do.
 *
 * @param x where the block's input lies, and {@code y} its result
 * @param gradOutput where the gradient of the result lies, and {@code gradInput} that of the input,
 *     null where nobody asks for it
 * @param readsX whether the backward pass takes the block's input once more, and {@code readsY} its
 *     result
 * @param variables that the kernels read where they lie
 * @param memory that holds what the backward pass needs of the forward pass
 * @param replicas that the parameters' gradients are added up over
 */
record BlockPlan(
    List<Step> forward,
    List<Step> backward,
    Area x,
    Area y,
    MapShape shapeOfY,
    Area gradOutput,
    Area gradInput,
    boolean readsX,
    boolean readsY,
    List<Gradient> gradients,
    List<RunningStatistics> statistics,
    PlacedVariables variables,
    Memory memory,
    Replicas replicas) {

  /** A part of a pass. */
  @FunctionalInterface
  interface Step {
    void run();
  }

  /** A kernel and what it works on. */
  record Call(primitive kernel, IntMemoryMap arguments) implements Step {
    @Override
    public void run() {
      Kernels.run(this);
    }
  }

  /** Where the gradient of a parameter goes. */
  record Gradient(Tensor parameter, Area area) {}

  /**
   * The running statistics of a batch norm, and the statistics of the last batch, to which they
   * move.
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
    forward.forEach(Step::run);
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
    if (!replicas.isAlone() && trains()) {
      backwardTogether();
      return;
    }
    List<Tensor> values = new ArrayList<>();
    for (Gradient gradient : gradients) {
      Tensor value = torch.empty_like(gradient.parameter.detach());
      gradient.area.point(value);
      values.add(value);
    }
    backward.forEach(Step::run);
    for (int i = 0; i < values.size(); i++) {
      CustomFunction.accumulate(gradients.get(i).parameter, values.get(i));
    }
  }

  /** All gradients are written into one memory, which travels while the next block goes back. */
  private void backwardTogether() {
    List<Tensor> trained = new ArrayList<>();
    for (Gradient gradient : gradients) {
      Tensor plain = gradient.parameter.detach();
      if (gradient.parameter.requires_grad()) {
        trained.add(plain);
      } else {
        gradient.area.point(torch.empty_like(plain));
      }
    }
    Packed packed = Packed.like(trained, 0);
    List<Tensor> parameters = new ArrayList<>();
    boolean first = true;
    for (Gradient gradient : gradients) {
      if (gradient.parameter.requires_grad()) {
        gradient.area.point(packed.parts().get(parameters.size()));
        parameters.add(gradient.parameter);
        first &= !gradient.parameter.grad().defined();
      }
    }
    backward.forEach(Step::run);
    for (int i = 0; i < parameters.size(); i++) {
      CustomFunction.accumulate(parameters.get(i), packed.parts().get(i));
    }
    if (first) { // or what was there before is to be added up as well, at the end
      replicas.begin(parameters, packed.memory());
    }
  }
}
