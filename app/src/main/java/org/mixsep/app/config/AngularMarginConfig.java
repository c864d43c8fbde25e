package org.mixsep.app.config;

import java.util.List;
import java.util.function.Function;

/**
 * CosFace or ArcFace.
 *
 * @param scale of the cosines
 * @param margin of the label's, in radians where it is an angle's
 */
public record AngularMarginConfig(double scale, double margin) {
  static final Setting<Double> COSFACE_SCALE =
      scale(LossName.COSFACE, c -> c.loss().relatives().cosface().scale());
  static final Setting<Double> COSFACE_MARGIN =
      new Setting<>(
          "loss.cosface.margin",
          DecimalKind.from(0),
          "0.35",
          c -> c.loss().relatives().cosface().margin(),
          "loss=cosface: what is taken from the cosine of the label (Wang et al., 2018).",
          Need.of(LossConfig.NAME, LossName.COSFACE));
  static final Setting<Double> ARCFACE_SCALE =
      scale(LossName.ARCFACE, c -> c.loss().relatives().arcface().scale());
  static final Setting<Double> ARCFACE_MARGIN =
      new Setting<>(
          "loss.arcface.margin",
          DecimalKind.from(0).below(Math.PI),
          "0.5",
          c -> c.loss().relatives().arcface().margin(),
          "loss=arcface: what is added to the angle to the label, in radians (Deng et al., 2019).",
          Need.of(LossConfig.NAME, LossName.ARCFACE));
  static final List<Setting<?>> SETTINGS =
      List.of(COSFACE_SCALE, COSFACE_MARGIN, ARCFACE_SCALE, ARCFACE_MARGIN);

  private static Setting<Double> scale(LossName loss, Function<RunConfig, Double> in) {
    return new Setting<>(
        "loss.%s.scale".formatted(loss),
        DecimalKind.above(0),
        "64",
        in,
        "loss=%s: factor on the cosines, which are the logits; 64 is for thousands of classes, less for 10 or 100."
            .formatted(loss),
        Need.of(LossConfig.NAME, loss));
  }

  static AngularMarginConfig cosface(Values values) {
    return new AngularMarginConfig(values.get(COSFACE_SCALE), values.get(COSFACE_MARGIN));
  }

  static AngularMarginConfig arcface(Values values) {
    return new AngularMarginConfig(values.get(ARCFACE_SCALE), values.get(ARCFACE_MARGIN));
  }
}
