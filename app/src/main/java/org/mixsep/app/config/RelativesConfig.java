package org.mixsep.app.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * The losses that the mixture separability loss is compared with: what matters to one of them each.
 *
 * @param addWithin whether the within-class loss is added to a loss that has it not
 */
public record RelativesConfig(
    boolean addWithin,
    HingeConfig hinge,
    FocalConfig focal,
    ContrastiveConfig contrastive,
    TripletConfig triplet,
    SupervisedContrastiveConfig supervisedContrastive,
    LSoftmaxConfig lSoftmax,
    AngularMarginConfig cosface,
    AngularMarginConfig arcface,
    MultiLossConfig multiLoss) {
  static final Setting<Boolean> ADD_WITHIN =
      new Setting<>(
          "loss.within.add",
          Kinds.flag(),
          "off",
          c -> c.loss().relatives().addWithin(),
          "Adds loss.within.weight x within-class loss of the logits to another loss than"
              + " cross-entropy and msl, such as hinge or triplet.",
          Need.of(
              "another loss than cross-entropy and msl",
              c -> c.loss().name() != LossName.CROSS_ENTROPY && c.loss().name() != LossName.MSL));
  static final List<Setting<?>> SETTINGS =
      Stream.of(
              List.<Setting<?>>of(ADD_WITHIN),
              HingeConfig.SETTINGS,
              FocalConfig.SETTINGS,
              ContrastiveConfig.SETTINGS,
              TripletConfig.SETTINGS,
              SupervisedContrastiveConfig.SETTINGS,
              LSoftmaxConfig.SETTINGS,
              AngularMarginConfig.SETTINGS,
              MultiLossConfig.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  static RelativesConfig of(Values values) {
    return new RelativesConfig(
        values.get(ADD_WITHIN),
        HingeConfig.of(values),
        FocalConfig.of(values),
        ContrastiveConfig.of(values),
        TripletConfig.of(values),
        SupervisedContrastiveConfig.of(values),
        LSoftmaxConfig.of(values),
        AngularMarginConfig.cosface(values),
        AngularMarginConfig.arcface(values),
        MultiLossConfig.of(values));
  }
}
