package org.mixsep.app.config;

import java.util.List;

/**
 * The loss.
 *
 * @param labelSmoothing share of each label spread over all classes, with any loss
 * @param within the within-class loss, which matters to the mixture separability loss; others
 *     measure it
 * @param threshold of the within-class loss
 * @param center what matters to the center loss only
 */
public record LossConfig(
    LossName name,
    double labelSmoothing,
    WithinConfig within,
    ThresholdConfig threshold,
    CenterConfig center) {
  static final Setting<LossName> NAME =
      new Setting<>(
          "loss.name",
          Kinds.hyphened(LossName.values()),
          "msl",
          c -> c.loss().name(),
          "The loss of each module: cross-entropy; msl, the mixture separability loss (cross-entropy"
              + " + loss.within.weight x within-class loss); or center, the center loss"
              + " (cross-entropy + loss.center.weight / 2 x mean squared distance of the logits to"
              + " their class's center).");
  static final Setting<Double> LABEL_SMOOTHING =
      new Setting<>(
          "loss.labelSmoothing",
          DecimalKind.from(0).below(1),
          "0",
          c -> c.loss().labelSmoothing(),
          "Share of each label that the cross-entropy spreads evenly over all classes, with any"
              + " loss; the paper has none, 0.1 is usual.");
  static final List<Setting<?>> SETTINGS = List.of(NAME, LABEL_SMOOTHING);

  public LossConfig {
    NAME.checked(name);
    LABEL_SMOOTHING.checked(labelSmoothing);
  }

  static LossConfig of(Values values) {
    return new LossConfig(
        values.get(NAME),
        values.get(LABEL_SMOOTHING),
        WithinConfig.of(values),
        ThresholdConfig.of(values),
        CenterConfig.of(values));
  }
}
