package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.ContrastiveLoss;
import org.mixsep.loss.WithEmbeddings;

/**
 * The contrastive loss.
 *
 * @param weight of the term beside the cross-entropy
 * @param embeddings what it acts on
 * @param margin beyond which two classes are apart
 * @param power of the distances
 * @param normalize whether embeddings are unit vectors
 * @param reduction how pairs become one number
 */
public record ContrastiveConfig(
    double weight,
    WithEmbeddings.Space embeddings,
    double margin,
    int power,
    boolean normalize,
    ContrastiveLoss.Pairs reduction) {
  static final Setting<Double> WEIGHT =
      new Setting<>(
          "loss.contrastive.weight",
          DecimalKind.from(0),
          "1",
          c -> c.loss().relatives().contrastive().weight(),
          "loss=contrastive: weight of the contrastive term (Hadsell et al., 2006) beside the cross-entropy; 0 only measures it.",
          Need.of(LossConfig.NAME, LossName.CONTRASTIVE));
  static final Setting<WithEmbeddings.Space> EMBEDDINGS =
      new Setting<>(
          "loss.contrastive.embeddings",
          Kinds.hyphened(WithEmbeddings.Space.values()),
          "features",
          c -> c.loss().relatives().contrastive().embeddings(),
          "loss=contrastive: it acts on the pooled features or on the logits.",
          Need.of(LossConfig.NAME, LossName.CONTRASTIVE));
  static final Setting<Double> MARGIN =
      new Setting<>(
          "loss.contrastive.margin",
          DecimalKind.above(0),
          "1",
          c -> c.loss().relatives().contrastive().margin(),
          "loss=contrastive: the distance from which on a pair of two classes costs nothing.",
          Need.of(LossConfig.NAME, LossName.CONTRASTIVE));
  static final Setting<Integer> POWER =
      new Setting<>(
          "loss.contrastive.power",
          Kinds.oneOf(1, 2),
          "2",
          c -> c.loss().relatives().contrastive().power(),
          "loss=contrastive: power p of distances, as D^p / p.",
          Need.of(LossConfig.NAME, LossName.CONTRASTIVE));
  static final Setting<Boolean> NORMALIZE =
      new Setting<>(
          "loss.contrastive.normalize",
          Kinds.flag(),
          "off",
          c -> c.loss().relatives().contrastive().normalize(),
          "loss=contrastive: on embeddings scaled to length 1.",
          Need.of(LossConfig.NAME, LossName.CONTRASTIVE));
  static final Setting<ContrastiveLoss.Pairs> REDUCTION =
      new Setting<>(
          "loss.contrastive.reduction",
          Kinds.hyphened(ContrastiveLoss.Pairs.values()),
          "balanced",
          c -> c.loss().relatives().contrastive().reduction(),
          "loss=contrastive: the mean over pairs of one class and that over the others, added (balanced); the mean over all pairs; or as balanced, over pairs with a loss above 0.",
          Need.of(LossConfig.NAME, LossName.CONTRASTIVE));
  static final List<Setting<?>> SETTINGS =
      List.of(WEIGHT, EMBEDDINGS, MARGIN, POWER, NORMALIZE, REDUCTION);

  public ContrastiveConfig {
    WEIGHT.checked(weight);
    EMBEDDINGS.checked(embeddings);
    MARGIN.checked(margin);
    POWER.checked(power);
    NORMALIZE.checked(normalize);
    REDUCTION.checked(reduction);
  }

  static ContrastiveConfig of(Values values) {
    return new ContrastiveConfig(
        values.get(WEIGHT),
        values.get(EMBEDDINGS),
        values.get(MARGIN),
        values.get(POWER),
        values.get(NORMALIZE),
        values.get(REDUCTION));
  }
}
