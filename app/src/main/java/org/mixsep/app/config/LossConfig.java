package org.mixsep.app.config;

import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * The loss.
 *
 * @param labelSmoothing share of each label spread over all classes, with any loss that the
 *     cross-entropy is part of
 * @param within the within-class loss, which matters to the mixture separability loss; others
 *     measure it
 * @param threshold of the within-class loss
 * @param center what matters to the center loss only
 * @param relatives what matters to one of the other losses only
 */
public record LossConfig(
    LossName name,
    double labelSmoothing,
    WithinConfig within,
    ThresholdConfig threshold,
    CenterConfig center,
    RelativesConfig relatives) {
  static final Setting<LossName> NAME =
      new Setting<>(
          "loss.name",
          Kinds.hyphened(LossName.values()),
          "msl",
          c -> c.loss().name(),
          "The loss of each module: cross-entropy; msl, the mixture separability loss (cross-entropy"
              + " + loss.within.weight x within-class loss); center, the center loss"
              + " (cross-entropy + loss.center.weight / 2 x mean squared distance of the logits to"
              + " their class's center); or one they are compared with: hinge, focal, contrastive,"
              + " triplet, supervised-contrastive, l-softmax, cosface, arcface, or multi-loss, of"
              + " three heads a module. Settings of a loss begin with loss and its name.");
  static final Setting<Double> LABEL_SMOOTHING =
      new Setting<>(
          "loss.labelSmoothing",
          DecimalKind.from(0).below(1),
          "0",
          c -> c.loss().labelSmoothing(),
          "Share of each label that the cross-entropy spreads evenly over all classes, with any"
              + " loss that it is part of; the paper has none, 0.1 is usual.");
  static final List<Setting<?>> SETTINGS = List.of(NAME, LABEL_SMOOTHING);

  public LossConfig {
    NAME.checked(name);
    LABEL_SMOOTHING.checked(labelSmoothing);
    require(
        labelSmoothing == 0 || name.hasCrossEntropy(),
        "loss.labelSmoothing=%s has no place in loss=%s, which the cross-entropy is no part of"
            .formatted(labelSmoothing, name));
    require(
        !relatives.addWithin() || name != LossName.CROSS_ENTROPY && name != LossName.MSL,
        "loss.within.add=on needs another loss than %s; loss=msl is the cross-entropy with the"
                .formatted(name)
            + " within-class loss");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new InvalidInputException(message);
    }
  }

  static LossConfig of(Values values) {
    return new LossConfig(
        values.get(NAME),
        values.get(LABEL_SMOOTHING),
        WithinConfig.of(values),
        ThresholdConfig.of(values),
        CenterConfig.of(values),
        RelativesConfig.of(values));
  }
}
