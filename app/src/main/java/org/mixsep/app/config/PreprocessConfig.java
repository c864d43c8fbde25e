package org.mixsep.app.config;

import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * What is done to pixels.
 *
 * @param steps done once, in this order, to training and test images
 * @param zcaRank components that whitening keeps, 0 for all
 * @param augment done to each training image each time it is seen
 */
public record PreprocessConfig(List<Preprocessing> steps, int zcaRank, AugmentConfig augment) {
  static final Setting<List<Preprocessing>> STEPS =
      new Setting<>(
          "preprocess",
          Kinds.list(Preprocessing.values()),
          "gcn,zca",
          c -> c.preprocess().steps(),
          "What is done to all images once, in this order: gcn (global contrast normalisation), zca"
              + " (whitening; the paper does gcn,zca), standardize (each channel to mean 0 and"
              + " standard deviation 1).");
  static final Setting<Integer> ZCA_RANK =
      new Setting<>(
          "preprocess.zca.rank",
          Kinds.whole(0, 65_536),
          "0",
          c -> c.preprocess().zcaRank(),
          "How many components zca keeps, those of largest variance; 0 keeps all, which takes a"
              + " matrix of values x values of an image and so only works up to 10000 values (56x56"
              + " in colour). For 144x144 in colour, 512 take 250 MB.",
          Need.item(STEPS, Preprocessing.ZCA));
  static final List<Setting<?>> SETTINGS = List.of(STEPS, ZCA_RANK);

  /**
   * @throws InvalidInputException when pixels are to be changed that whitening needs unchanged
   */
  public PreprocessConfig {
    steps = List.copyOf(STEPS.checked(steps));
    ZCA_RANK.checked(zcaRank);
    if (augment.changesPixels() && !steps.stream().allMatch(Preprocessing.STANDARDIZE::equals)) {
      throw new InvalidInputException(
          "augment=%s changes pixels, which preprocess=%s must see before; set preprocess to standardize or none"
              .formatted(
                  AugmentConfig.STEPS.kind().format(augment.steps()), STEPS.kind().format(steps)));
    }
  }

  static PreprocessConfig of(Values values) {
    return new PreprocessConfig(values.get(STEPS), values.get(ZCA_RANK), AugmentConfig.of(values));
  }
}
