package org.mixsep.layer;

import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.plan.BatchStatistics;
import org.mixsep.plan.CustomFunction;
import org.mixsep.torch.Replicas;

/**
 * A training pass of a batch norm over a batch that several processes share, by libtorch's
 * operators: for what has no plan.
 *
 * @param scale [C], as the others
 */
record SharedNormLayer(
    Replicas replicas,
    Tensor scale,
    Tensor shift,
    Tensor runningMean,
    Tensor runningVariance,
    BatchNorm2d.Settings settings) {
  private static final long[] ALL_BUT_CHANNELS = {0, 2, 3};

  /**
   * The own share of the result; running statistics follow the whole batch's.
   *
   * @param x the own share, [N, C, H, W]
   */
  Tensor forward(Tensor x) {
    Tensor mean = torch.empty_like(runningMean);
    Tensor variance = torch.empty_like(runningVariance);
    Tensor y;
    try (NoGradGuard guard = new NoGradGuard()) {
      BatchStatistics.combine(replicas, local(x.detach()), mean, variance);
      follow(mean, variance, values(x));
      y =
          torch.batch_norm(
              x.detach(),
              new TensorOptional(scale),
              new TensorOptional(shift),
              new TensorOptional(mean),
              new TensorOptional(variance),
              false,
              0,
              settings.epsilon(),
              true);
    }
    if (GradMode.is_enabled()) {
      new CustomFunction().record(x, y, this::backward, x.detach(), mean, variance);
    }
    return y;
  }

  /** In float32 at least: bfloat16 has no digits for sums. */
  private static Tensor local(Tensor x) {
    boolean coarse = x.scalar_type().intern() == ScalarType.BFloat16;
    T_TensorTensor_T found =
        torch.var_mean(coarse ? x.to(ScalarType.Float) : x, ALL_BUT_CHANNELS, false, false);
    return torch.stack(new TensorVector(found.get1(), found.get0()), 0);
  }

  /** Of a channel in the whole batch. */
  private double values(Tensor x) {
    return (double) x.numel() / x.size(1) * replicas.size();
  }

  private void follow(Tensor mean, Tensor variance, double values) {
    double share = settings.momentum();
    runningMean.lerp_(mean, new Scalar(share));
    runningVariance
        .mul_(new Scalar(1 - share))
        .add_(variance, new Scalar(share * values / (values - 1)));
  }

  private Tensor backward(Tensor ofY, List<Tensor> saved) {
    Tensor x = saved.get(0);
    Tensor mean = saved.get(1);
    Tensor variance = saved.get(2);
    TensorOptional none = new TensorOptional();
    T_TensorTensorTensor_T gradients =
        torch.native_batch_norm_backward(
            ofY,
            x,
            new TensorOptional(scale.detach()),
            new TensorOptional(mean),
            new TensorOptional(variance),
            none,
            none,
            false,
            settings.epsilon(),
            new BoolPointer(3).put(0, true).put(1, true).put(2, true));
    CustomFunction.accumulate(scale, gradients.get1());
    CustomFunction.accumulate(shift, gradients.get2());
    Tensor line =
        BatchStatistics.line(
            replicas,
            gradients.get1(),
            gradients.get2(),
            scale,
            mean,
            variance,
            settings.epsilon(),
            values(x));
    Tensor byStatistics =
        x.mul(line.select(0, 0).view(1, -1, 1, 1)).add(line.select(0, 1).view(1, -1, 1, 1));
    return byStatistics.add(gradients.get0()).to(x.scalar_type().intern());
  }
}
