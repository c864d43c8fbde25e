package org.mixsep.app.config;

import java.util.List;

/**
 * The L-softmax loss.
 *
 * @param margin by how much the angle is multiplied
 * @param base of the annealing
 * @param gamma of the annealing
 * @param power of the annealing
 * @param least of the annealing
 * @param fitted whether gamma is 0.6 / iterations
 */
public record LSoftmaxConfig(
    int margin, double base, double gamma, double power, double least, boolean fitted) {
  static final Setting<Integer> MARGIN =
      new Setting<>(
          "loss.l-softmax.margin",
          Kinds.whole(1, 4),
          "2",
          c -> c.loss().relatives().lSoftmax().margin(),
          "loss=l-softmax: by how much the angle to the label is multiplied (Liu et al., 2016, have 2 on CIFAR-10, 4 on MNIST); 1 is the cross-entropy without bias.",
          Need.of(LossConfig.NAME, LossName.L_SOFTMAX));
  static final Setting<Double> BASE =
      new Setting<>(
          "loss.l-softmax.base",
          DecimalKind.from(0),
          "1000",
          c -> c.loss().relatives().lSoftmax().base(),
          "loss=l-softmax: where the plain logit's share lambda = base (1 + gamma t)^-power begins; 0 anneals nothing.",
          Need.of(LossConfig.NAME, LossName.L_SOFTMAX));
  static final Setting<Double> GAMMA =
      new Setting<>(
          "loss.l-softmax.gamma",
          DecimalKind.from(0),
          "0.00002",
          c -> c.loss().relatives().lSoftmax().gamma(),
          "loss=l-softmax: how fast lambda falls in iteration t; the source's for 30,000 iterations. loss.l-softmax.fitted=on fits it to the run.",
          Need.of(LossConfig.NAME, LossName.L_SOFTMAX));
  static final Setting<Double> POWER =
      new Setting<>(
          "loss.l-softmax.power",
          DecimalKind.from(0),
          "45",
          c -> c.loss().relatives().lSoftmax().power(),
          "loss=l-softmax: power in lambda's fall.",
          Need.of(LossConfig.NAME, LossName.L_SOFTMAX));
  static final Setting<Double> LEAST =
      new Setting<>(
          "loss.l-softmax.least",
          DecimalKind.from(0),
          "0",
          c -> c.loss().relatives().lSoftmax().least(),
          "loss=l-softmax: lambda does not fall below it; the source advises 5 or 10 for data that are hard.",
          Need.of(LossConfig.NAME, LossName.L_SOFTMAX));
  static final Setting<Boolean> FITTED =
      new Setting<>(
          "loss.l-softmax.fitted",
          Kinds.flag(),
          "off",
          c -> c.loss().relatives().lSoftmax().fitted(),
          "loss=l-softmax: takes 0.6 / iterations for gamma, which keeps the shape of the source's annealing whatever the run's length.",
          Need.of(LossConfig.NAME, LossName.L_SOFTMAX));
  static final List<Setting<?>> SETTINGS = List.of(MARGIN, BASE, GAMMA, POWER, LEAST, FITTED);

  public LSoftmaxConfig {
    MARGIN.checked(margin);
    BASE.checked(base);
    GAMMA.checked(gamma);
    POWER.checked(power);
    LEAST.checked(least);
    FITTED.checked(fitted);
  }

  static LSoftmaxConfig of(Values values) {
    return new LSoftmaxConfig(
        values.get(MARGIN),
        values.get(BASE),
        values.get(GAMMA),
        values.get(POWER),
        values.get(LEAST),
        values.get(FITTED));
  }
}
