package org.mixsep.app.config;

import java.util.List;

/**
 * The center loss.
 *
 * @param weight of half the mean squared distance to the class's center
 * @param rate how fast the centers follow the logits
 */
public record CenterConfig(double weight, double rate) {
  static final Setting<Double> WEIGHT =
      new Setting<>(
          "loss.center.weight",
          DecimalKind.from(0),
          "0.003",
          c -> c.loss().center().weight(),
          "loss=center: weight of half the mean squared distance of the logits to their class's"
              + " center (lambda of Wen et al., 2016, who have 0.003).",
          Need.of(LossConfig.NAME, LossName.CENTER));
  static final Setting<Double> RATE =
      new Setting<>(
          "loss.center.rate",
          DecimalKind.from(0).upTo(1),
          "0.5",
          c -> c.loss().center().rate(),
          "loss=center: how fast the centers follow the logits of each batch (alpha of Wen et al.,"
              + " who have 0.5); 0 keeps them at 0.",
          Need.of(LossConfig.NAME, LossName.CENTER));
  static final List<Setting<?>> SETTINGS = List.of(WEIGHT, RATE);

  public CenterConfig {
    WEIGHT.checked(weight);
    RATE.checked(rate);
  }

  static CenterConfig of(Values values) {
    return new CenterConfig(values.get(WEIGHT), values.get(RATE));
  }
}
