package org.mixsep.app.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;
import org.mixsep.network.PublishedNetwork;

/** Refuses settings that do not fit together, each of them in its range. */
final class Contradictions {
  /** Losses whose L_B takes both labels of a mixed image by their shares. */
  private static final Set<LossName> TAKE_SHARES =
      EnumSet.of(
          LossName.CROSS_ENTROPY,
          LossName.MSL,
          LossName.CENTER,
          LossName.CONTRASTIVE,
          LossName.TRIPLET,
          LossName.SUPERVISED_CONTRASTIVE);

  /** What becomes of a pixel depends on it alone. */
  private static final Set<Preprocessing> PIXELWISE =
      EnumSet.of(Preprocessing.STANDARDIZE, Preprocessing.IMAGENET);

  /** Side of MNIST's images as they are. */
  private static final int UNPADDED = 28;

  private Contradictions() {}

  /**
   * @throws InvalidInputException naming the first contradiction, and what to change
   */
  static void refuse(RunConfig config) {
    preprocessing(config);
    loss(config);
    modules(config);
    sides(config);
    images(config);
    training(config);
  }

  private static void preprocessing(RunConfig config) {
    require(
        !config.changesPixels()
            || config.get(PreprocessSettings.STEPS).stream().allMatch(PIXELWISE::contains),
        "augment=%s changes pixels, which preprocess=%s must see before; set preprocess to standardize, imagenet or none",
        AugmentSettings.STEPS.textIn(config),
        PreprocessSettings.STEPS.textIn(config));
  }

  private static void loss(RunConfig config) {
    LossName name = config.get(LossSettings.NAME);
    double smoothing = config.get(LossSettings.LABEL_SMOOTHING);
    require(
        smoothing == 0 || name.hasCrossEntropy(),
        "loss.labelSmoothing=%s has no place in loss=%s, which the cross-entropy is no part of",
        smoothing,
        name);
    require(
        !config.get(RelativesSettings.ADD_WITHIN)
            || name != LossName.CROSS_ENTROPY && name != LossName.MSL,
        "loss.within.add=on needs another loss than %s; loss=msl is the cross-entropy with the within-class loss",
        name);
  }

  private static void modules(RunConfig config) {
    NetworkName network = config.get(NetworkSettings.NAME);
    List<Integer> blocks = network.family().blocks();
    for (int block : config.get(NetworkSettings.MODULES)) {
      require(
          blocks.contains(block),
          "modules=%s needs block %s, but network=%s has the blocks %s only",
          NetworkSettings.MODULES.textIn(config),
          block,
          network,
          blocks);
    }
  }

  private static void sides(RunConfig config) {
    boolean grey = ReadingSettings.PAD.need().met().test(config);
    int side =
        config.get(DataSettings.NAME) == DataName.FOLDER
            ? Math.min(config.get(ReadingSettings.HEIGHT), config.get(ReadingSettings.WIDTH))
            : grey && !config.get(ReadingSettings.PAD) ? UNPADDED : PublishedNetwork.LEAST_SIDE;
    require(
        config.get(NetworkSettings.NAME).published().isEmpty()
            || side >= PublishedNetwork.LEAST_SIDE,
        "network=%s halves sides five times and needs %d pixels each way, but images are %d high or wide; 224 is what published weights were trained on",
        config.get(NetworkSettings.NAME),
        PublishedNetwork.LEAST_SIDE,
        side);
  }

  private static void images(RunConfig config) {
    DataName data = config.get(DataSettings.NAME);
    int classes = config.get(DataSettings.CLASSES);
    require(
        !data.hasTenClasses() || classes == 10,
        "data.classes=%d does not fit data=%s, which has 10 classes",
        classes,
        DataSettings.NAME.textIn(config));
    int images = config.trainImages();
    int batch = config.get(TrainingSettings.BATCH);
    int least = config.leastBatch();
    require(
        images == 0 || images >= least,
        "data.train=%d is less than one batch of %d images; raise data.train or lower batch",
        images,
        batch);
    int perClass = config.get(BatchesSettings.IMAGES_PER_CLASS);
    require(
        config.get(BatchesSettings.ORDER) != BatchesSettings.Order.BALANCED
            || perClass == 0
            || batch % perClass == 0,
        "batch=%d is no multiple of batches.imagesPerClass=%d; change one of them",
        batch,
        perClass);
    int validation = config.get(ReadingSettings.VALIDATION);
    require(
        images == 0 || images - validation >= least,
        "data.validation=%d leaves less than one batch of %d images of data.train=%d; lower it",
        validation,
        batch,
        images);
    require(
        !config.get(ReadingSettings.EXTRA) || data == DataName.SVHN,
        "data.extra=on needs data=svhn, the only set with extra images");
  }

  private static void training(RunConfig config) {
    require(
        !config.get(TrainingSettings.NESTEROV) || config.get(TrainingSettings.MOMENTUM) > 0,
        "nesterov=on needs a momentum above 0, but momentum=0");
    LossName loss = config.get(LossSettings.NAME);
    require(
        !config.mixesImages() || TAKE_SHARES.contains(loss),
        "augment=%s gives images two labels, but loss=%s takes one; leave mixup and cutmix out, or set loss to %s",
        AugmentSettings.STEPS.textIn(config),
        loss,
        TAKE_SHARES.stream().map(LossName::toString).collect(Collectors.joining(" or ")));
    int memory = config.get(WithinSettings.MEMORY);
    require(
        memory == 0 || !config.get(WithinSettings.SPACE).isRelative(),
        "loss.within.memory=%d does not go with loss.space=%s, which measures a batch by itself; set one of them back",
        memory,
        WithinSettings.SPACE.textIn(config));
    int window = config.get(ThresholdSettings.WINDOW);
    require(
        window >= 3 || config.get(ThresholdSettings.STALL) == ThresholdStall.MEANS,
        "loss.threshold.window=%d is too short for a trend, which takes 3 iterations; raise it",
        window);
    Schedule schedule = config.get(LearningRateSettings.SCHEDULE);
    require(
        schedule != Schedule.MILESTONES || !config.get(LearningRateSettings.MILESTONES).isEmpty(),
        "learningRate.schedule=milestones needs learningRate.milestones, such as 0.5,0.75");
    require(
        schedule != Schedule.ONECYCLE || config.get(LearningRateSettings.WARMUP) == 0,
        "learningRate.schedule=onecycle rises by itself, over learningRate.onecycle.rise of the run; set learningRate.warmup=0");
  }

  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new InvalidInputException(message.formatted(values));
    }
  }
}
