package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.WithEmbeddings;

/**
 * The supervised contrastive loss.
 *
 * @param weight of the term beside the cross-entropy
 * @param embeddings what it acts on
 * @param temperature of the softmax over images
 */
public record SupervisedContrastiveConfig(
    double weight, WithEmbeddings.Space embeddings, double temperature) {
  static final Setting<Double> WEIGHT =
      new Setting<>(
          "loss.supervised-contrastive.weight",
          DecimalKind.from(0),
          "1",
          c -> c.loss().relatives().supervisedContrastive().weight(),
          "loss=supervised-contrastive: weight of the term (Khosla et al., 2020) beside the cross-entropy; 0 only measures it.",
          Need.of(LossConfig.NAME, LossName.SUPERVISED_CONTRASTIVE));
  static final Setting<WithEmbeddings.Space> EMBEDDINGS =
      new Setting<>(
          "loss.supervised-contrastive.embeddings",
          Kinds.hyphened(WithEmbeddings.Space.values()),
          "features",
          c -> c.loss().relatives().supervisedContrastive().embeddings(),
          "loss=supervised-contrastive: it acts on the pooled features or on the logits.",
          Need.of(LossConfig.NAME, LossName.SUPERVISED_CONTRASTIVE));
  static final Setting<Double> TEMPERATURE =
      new Setting<>(
          "loss.supervised-contrastive.temperature",
          DecimalKind.above(0),
          "0.1",
          c -> c.loss().relatives().supervisedContrastive().temperature(),
          "loss=supervised-contrastive: temperature of the softmax over the images of a batch.",
          Need.of(LossConfig.NAME, LossName.SUPERVISED_CONTRASTIVE));
  static final List<Setting<?>> SETTINGS = List.of(WEIGHT, EMBEDDINGS, TEMPERATURE);

  public SupervisedContrastiveConfig {
    WEIGHT.checked(weight);
    EMBEDDINGS.checked(embeddings);
    TEMPERATURE.checked(temperature);
  }

  static SupervisedContrastiveConfig of(Values values) {
    return new SupervisedContrastiveConfig(
        values.get(WEIGHT), values.get(EMBEDDINGS), values.get(TEMPERATURE));
  }
}
