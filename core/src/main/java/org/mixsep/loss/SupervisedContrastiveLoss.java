package org.mixsep.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.UnitVectors;

/**
 * Supervised contrastive loss (Khosla et al.: Supervised contrastive learning, NeurIPS 2020, L_out)
 * on unit vectors u: for each anchor a that shares its class, minus the mean over those others p of
 * the logarithm of e^(u_a u_p / T) over the sum of e^(u_a u_i / T) over all i but a; and the mean
 * over these anchors.
 *
 * <p>Of one class alone it is as defined, not 0.
 *
 * @param temperature T, above 0; 0.1 in the source
 */
public record SupervisedContrastiveLoss(double temperature) implements EmbeddingLoss {
  private static final long[] ROWS = {1};

  public SupervisedContrastiveLoss {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("the temperature is above 0, not " + temperature);
    }
  }

  @Override
  public Tensor of(Tensor embeddings, Targets targets) {
    double[] others = new Others(targets).counts();
    double anchors = Arrays.stream(others).filter(count -> count > 0).count();
    return GivenGradient.of(
        UnitVectors.of(embeddings),
        (u, value, gradient) -> {
          if (anchors > 0) {
            Tensor count = targets.place(Tensors.of(others, others.length, 1));
            Sums sums = new Sums(u, targets, count.to(u.scalar_type().intern()), value, gradient);
            PairMatrix.blocks(u.size(0), u.size(0), (from, rows) -> add(sums, from, rows));
            value.div_(new Scalar(anchors));
            gradient.div_(new Scalar(anchors * temperature));
          }
        });
  }

  /**
   * What blocks of anchors read and add to.
   *
   * @param others [N, 1]: how many images share each one's class
   * @param value the sum over anchors
   * @param gradient of that, times the temperature
   */
  private record Sums(Tensor u, Targets targets, Tensor others, Tensor value, Tensor gradient) {}

  private void add(Sums sums, long from, long rows) {
    Tensor block = sums.u.narrow(0, from, rows);
    Tensor similar = block.mm(sums.u.t()).div_(new Scalar(temperature));
    similar.narrow(1, from, rows).fill_diagonal_(new Scalar(Double.NEGATIVE_INFINITY));
    Tensor positive = PairMatrix.sameClass(sums.targets, from, rows);
    positive.narrow(1, from, rows).fill_diagonal_(new Scalar(0));
    Tensor count = sums.others.narrow(0, from, rows);
    Tensor alone = count.eq(new Scalar(0.0));
    Tensor ofPositives = similar.masked_fill(positive.logical_not(), new Scalar(0.0));
    Tensor mean = ofPositives.sum(ROWS, true, new ScalarTypeOptional()).div_(count);
    Tensor all = similar.logsumexp(ROWS, true);
    Tensor losses = all.sub(mean).masked_fill_(alone, new Scalar(0.0));
    sums.value.add_(losses.sum(new ScalarTypeOptional(ScalarType.Double)));
    Tensor slopes = similar.sub_(all).exp_().sub_(positive.div(count));
    slopes.masked_fill_(alone, new Scalar(0.0));
    sums.gradient.narrow(0, from, rows).add_(slopes.mm(sums.u));
    sums.gradient.add_(slopes.t().mm(block));
  }
}
