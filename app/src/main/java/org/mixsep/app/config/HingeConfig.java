package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.HingeLoss;
import org.mixsep.loss.Reduction;

/**
 * The multi-class hinge loss.
 *
 * @param form which margins are asked for
 * @param power of each hinge
 * @param margin of each hinge
 * @param reduction over the classes
 */
public record HingeConfig(HingeLoss.Form form, int power, double margin, Reduction reduction) {
  static final Setting<HingeLoss.Form> FORM =
      new Setting<>(
          "loss.hinge.form",
          Kinds.hyphened(HingeLoss.Form.values()),
          "one-vs-rest",
          c -> c.loss().relatives().hinge().form(),
          "loss=hinge: each class against the rest by the sign of its logit (Tang, 2013), or the label against each other class pairwise (Weston and Watkins).",
          Need.of(LossConfig.NAME, LossName.HINGE));
  static final Setting<Integer> POWER =
      new Setting<>(
          "loss.hinge.power",
          Kinds.oneOf(1, 2, 3),
          "2",
          c -> c.loss().relatives().hinge().power(),
          "loss=hinge: power of each hinge; 2 is the squared hinge.",
          Need.of(LossConfig.NAME, LossName.HINGE));
  static final Setting<Double> MARGIN =
      new Setting<>(
          "loss.hinge.margin",
          DecimalKind.above(0),
          "1",
          c -> c.loss().relatives().hinge().margin(),
          "loss=hinge: the margin of each hinge.",
          Need.of(LossConfig.NAME, LossName.HINGE));
  static final Setting<Reduction> REDUCTION =
      new Setting<>(
          "loss.hinge.reduction",
          Kinds.hyphened(Reduction.values()),
          "sum",
          c -> c.loss().relatives().hinge().reduction(),
          "loss=hinge: over the classes, the sum (which trains better) or the mean.",
          Need.of(LossConfig.NAME, LossName.HINGE));
  static final List<Setting<?>> SETTINGS = List.of(FORM, POWER, MARGIN, REDUCTION);

  public HingeConfig {
    FORM.checked(form);
    POWER.checked(power);
    MARGIN.checked(margin);
    REDUCTION.checked(reduction);
  }

  static HingeConfig of(Values values) {
    return new HingeConfig(
        values.get(FORM), values.get(POWER), values.get(MARGIN), values.get(REDUCTION));
  }
}
