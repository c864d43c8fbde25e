package org.mixsep.app.config;

import java.util.List;

/**
 * The focal loss.
 *
 * @param gamma how much less images count that are right already
 */
public record FocalConfig(double gamma) {
  static final Setting<Double> GAMMA =
      new Setting<>(
          "loss.focal.gamma",
          DecimalKind.from(0),
          "2",
          c -> c.loss().relatives().focal().gamma(),
          "loss=focal: how much less an image counts the surer its label is; 0 is the cross-entropy, Lin et al., 2017, have 2.",
          Need.of(LossConfig.NAME, LossName.FOCAL));
  static final List<Setting<?>> SETTINGS = List.of(GAMMA);

  public FocalConfig {
    GAMMA.checked(gamma);
  }

  static FocalConfig of(Values values) {
    return new FocalConfig(values.get(GAMMA));
  }
}
