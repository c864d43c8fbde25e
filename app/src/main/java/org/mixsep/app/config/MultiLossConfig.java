package org.mixsep.app.config;

import java.util.List;

/**
 * The loss of several heads.
 *
 * @param weights of the three heads
 * @param sigma of LambdaRank
 * @param warmup iterations of the softmax head alone
 * @param average what of the heads is averaged to predict
 */
public record MultiLossConfig(List<Double> weights, double sigma, int warmup, Average average) {
  static final Setting<List<Double>> WEIGHTS =
      new Setting<>(
          "loss.multi-loss.weights",
          DecimalKind.from(0).listOf(3),
          "0.3333333333333333,0.3333333333333333,0.3333333333333333",
          c -> c.loss().relatives().multiLoss().weights(),
          "loss=multi-loss: weights of softmax, pairwise ranking and LambdaRank, each on a head of its own (after Xu et al., 2016).",
          Need.of(LossConfig.NAME, LossName.MULTI_LOSS));
  static final Setting<Double> SIGMA =
      new Setting<>(
          "loss.multi-loss.sigma",
          DecimalKind.above(0),
          "1",
          c -> c.loss().relatives().multiLoss().sigma(),
          "loss=multi-loss: steepness of LambdaRank.",
          Need.of(LossConfig.NAME, LossName.MULTI_LOSS));
  static final Setting<Integer> WARMUP =
      new Setting<>(
          "loss.multi-loss.warmup",
          Kinds.whole(0, LearningRateConfig.MOST_ITERATIONS),
          "0",
          c -> c.loss().relatives().multiLoss().warmup(),
          "loss=multi-loss: iterations in which the softmax head is trained alone.",
          Need.of(LossConfig.NAME, LossName.MULTI_LOSS));
  static final Setting<Average> AVERAGE =
      new Setting<>(
          "loss.multi-loss.average",
          Kinds.hyphened(Average.values()),
          "probabilities",
          c -> c.loss().relatives().multiLoss().average(),
          "loss=multi-loss: the prediction is the mean of the heads' probabilities, or the softmax of the mean of their logits.",
          Need.of(LossConfig.NAME, LossName.MULTI_LOSS));
  static final List<Setting<?>> SETTINGS = List.of(WEIGHTS, SIGMA, WARMUP, AVERAGE);

  public MultiLossConfig {
    weights = List.copyOf(WEIGHTS.checked(weights));
    SIGMA.checked(sigma);
    WARMUP.checked(warmup);
    AVERAGE.checked(average);
  }

  static MultiLossConfig of(Values values) {
    return new MultiLossConfig(
        values.get(WEIGHTS), values.get(SIGMA), values.get(WARMUP), values.get(AVERAGE));
  }

  /** What of the heads is averaged to predict. */
  public enum Average {
    PROBABILITIES,
    LOGITS
  }
}
