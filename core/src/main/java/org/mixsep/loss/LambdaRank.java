package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * LambdaRank (Burges: From RankNet to LambdaRank to LambdaMART, 2010), an image being a query, its
 * classes the items, and the label the one that is wanted: 1 / (N c) times the sum over classes k
 * of delta_k log(1 + e^(-sigma (q_y - q_k))), delta_k being the change of NDCG if y and k changed
 * places. Its gradient holds delta fixed, which is what LambdaRank defines.
 *
 * @param sigma above 0; 1 is usual
 */
record LambdaRank(double sigma) {
  LambdaRank {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException("sigma is above 0, not " + sigma);
    }
  }

  /** Of logits [N, c], a scalar. */
  Tensor of(Tensor logits, Targets targets) {
    Tensor labels = targets.labels().unsqueeze(1);
    Tensor lead = logits.gather(1, labels).sub(logits).mul(new Scalar(sigma));
    Tensor losses = torch.log_sigmoid(lead).neg();
    return losses.mul(delta(logits.detach(), labels)).mean();
  }

  /**
   * |1/log2(1 + r_y) - 1/log2(1 + r_k)|, r being places from 1; of equals the first comes first.
   */
  private static Tensor delta(Tensor logits, Tensor labels) {
    Tensor order = logits.argsort(true, 1, true);
    Tensor ranks = torch.arange(new Scalar(2.0), new Scalar(logits.size(1) + 2.0)).to(logits);
    Tensor gains = ranks.log2_().reciprocal_().unsqueeze(0).expand_as(logits);
    Tensor gain = torch.zeros_like(logits).scatter_(1, order, gains);
    return gain.gather(1, labels).sub(gain).abs_();
  }
}
