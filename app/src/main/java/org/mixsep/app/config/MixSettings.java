package org.mixsep.app.config;

import java.util.List;

/** How two training images become one with both labels. */
public final class MixSettings {
  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<Double> MIXUP_ALPHA =
      ALL.add("augment.mixup.alpha", DecimalKind.above(0), 1.0)
          .needs(Need.item(AugmentSettings.STEPS, Augmentation.MIXUP))
          .help(
              "The shares of mixup are spread as Beta(alpha, alpha): small, one image prevails; 1 (Zhang"
                  + " et al., 2018, for CIFAR), all shares are equally likely.");
  public static final Setting<Double> CUTMIX_ALPHA =
      ALL.add("augment.cutmix.alpha", DecimalKind.above(0), 1.0)
          .needs(Need.item(AugmentSettings.STEPS, Augmentation.CUTMIX))
          .help("The same for the areas of cutmix; 1 in Yun et al. (2019).");
  public static final Setting<Double> PROBABILITY =
      ALL.add("augment.mix.probability", DecimalKind.from(0).upTo(1), 1.0)
          .needs(
              Need.anyItem(AugmentSettings.STEPS, List.of(Augmentation.MIXUP, Augmentation.CUTMIX)))
          .help(
              "Share of the images that mixup and cutmix change; with both, each of them a half. Yun et"
                  + " al. have 0.5 for CIFAR.");

  private MixSettings() {}
}
