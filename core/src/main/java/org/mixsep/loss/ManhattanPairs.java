package org.mixsep.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Mean Manhattan distances of the pairs of each class in O(N log N) a logit, by sorting: a value of
 * which l others of its class are smaller and g are greater stands in the sum of distances l - g
 * times. That count is also the gradient, and 0 for equal values.
 */
final class ManhattanPairs {
  /** Values sorted at a time; their ranks take eight bytes each. */
  private static final long BLOCK = 1 << 22;

  private final ClassGroup group;

  ManhattanPairs(ClassGroup group) {
    this.group = group;
  }

  /** [k, m, c] to [k]. */
  Tensor means(Tensor x) {
    Tensor sums = x.mul(gradient(x.detach())).sum(1, 2);
    return group.meanOfPairs(sums.mul(new Scalar(2.0)));
  }

  /** Of the sum over unordered pairs: [k, m, c]. */
  private Tensor gradient(Tensor x) {
    long logits = x.size(2);
    long step = Math.max(1, BLOCK / ((long) group.classes() * group.largest()));
    try (NoGradGuard guard = new NoGradGuard()) {
      if (step >= logits) {
        return smallerLessGreater(x);
      }
      Tensor gradient = torch.empty_like(x);
      for (long from = 0; from < logits; from += step) {
        long columns = Math.min(step, logits - from);
        gradient.narrow(2, from, columns).copy_(smallerLessGreater(x.narrow(2, from, columns)));
      }
      return gradient;
    }
  }

  private Tensor smallerLessGreater(Tensor x) {
    var type = x.scalar_type().intern();
    Tensor mask = group.mask(type).transpose(1, 2);
    Tensor values = x.transpose(1, 2).contiguous();
    Tensor filler = mask.eq(new Scalar(0.0));
    Tensor sorted =
        values.masked_fill(filler, new Scalar(Double.POSITIVE_INFINITY)).sort(2, false).get0();
    Tensor smaller = count(sorted, values, false);
    Tensor upTo = count(sorted, values, true); // n - upTo are greater
    return smaller.add_(upTo).to(type).sub_(group.counts(type)).mul_(mask).transpose(1, 2);
  }

  private static Tensor count(Tensor sorted, Tensor values, boolean withEqual) {
    return torch.searchsorted(
        sorted, values, true, withEqual, new StringViewOptional(), new TensorOptional());
  }
}
