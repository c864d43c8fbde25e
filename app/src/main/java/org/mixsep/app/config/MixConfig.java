package org.mixsep.app.config;

import java.util.List;

/**
 * How two images are mixed to one with both labels.
 *
 * @param mixupAlpha of the shares of mixup
 * @param cutMixAlpha of the areas of CutMix
 * @param probability that an image is mixed at all
 */
public record MixConfig(double mixupAlpha, double cutMixAlpha, double probability) {
  static final Setting<Double> MIXUP_ALPHA =
      new Setting<>(
          "augment.mixup.alpha",
          DecimalKind.above(0),
          "1",
          c -> c.preprocess().augment().mix().mixupAlpha(),
          "The shares of mixup are spread as Beta(alpha, alpha): small, one image prevails; 1 (Zhang"
              + " et al., 2018, for CIFAR), all shares are equally likely.",
          Need.item(AugmentConfig.STEPS, Augmentation.MIXUP));
  static final Setting<Double> CUTMIX_ALPHA =
      new Setting<>(
          "augment.cutmix.alpha",
          DecimalKind.above(0),
          "1",
          c -> c.preprocess().augment().mix().cutMixAlpha(),
          "The same for the areas of cutmix; 1 in Yun et al. (2019).",
          Need.item(AugmentConfig.STEPS, Augmentation.CUTMIX));
  static final Setting<Double> PROBABILITY =
      new Setting<>(
          "augment.mix.probability",
          DecimalKind.from(0).upTo(1),
          "1",
          c -> c.preprocess().augment().mix().probability(),
          "Share of the images that mixup and cutmix change; with both, each of them a half. Yun et"
              + " al. have 0.5 for CIFAR.",
          Need.anyItem(AugmentConfig.STEPS, List.of(Augmentation.MIXUP, Augmentation.CUTMIX)));
  static final List<Setting<?>> SETTINGS = List.of(MIXUP_ALPHA, CUTMIX_ALPHA, PROBABILITY);

  public MixConfig {
    MIXUP_ALPHA.checked(mixupAlpha);
    CUTMIX_ALPHA.checked(cutMixAlpha);
    PROBABILITY.checked(probability);
  }

  static MixConfig of(Values values) {
    return new MixConfig(
        values.get(MIXUP_ALPHA), values.get(CUTMIX_ALPHA), values.get(PROBABILITY));
  }
}
