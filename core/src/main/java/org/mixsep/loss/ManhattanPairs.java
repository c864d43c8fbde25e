package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Manhattan distances in O(N log N) a logit, by sorting: a value of which l others of its class are
 * smaller and g are greater stands in the sum of distances l - g times, and 0 times against equal
 * values.
 */
final class ManhattanPairs {
  private ManhattanPairs() {}

  /** See {@link PairDistance#gradient}. */
  static Tensor gradient(Tensor x, Tensor mask) {
    Tensor real = mask.to(x.scalar_type().intern()).transpose(1, 2);
    Tensor values = x.transpose(1, 2).contiguous();
    Tensor filler = real.eq(new Scalar(0.0));
    Tensor last = values.masked_fill(filler, new Scalar(Double.POSITIVE_INFINITY));
    Tensor sorted = last.sort(2, false).get0();
    Tensor smaller = count(sorted, values, false);
    Tensor upTo = count(sorted, values, true); // all but these are greater
    Tensor all = real.sum(new long[] {2}, true, new ScalarTypeOptional());
    return smaller
        .add_(upTo)
        .to(x.scalar_type().intern())
        .sub_(all)
        .mul_(real)
        .transpose(1, 2)
        .contiguous();
  }

  private static Tensor count(Tensor sorted, Tensor values, boolean withEqual) {
    return torch.searchsorted(
        sorted, values, true, withEqual, new StringViewOptional(), new TensorOptional());
  }
}
