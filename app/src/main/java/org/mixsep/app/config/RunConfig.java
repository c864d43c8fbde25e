package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;

/**
 * Everything that decides a run, validated: each value by itself and those that must fit together.
 */
public record RunConfig(
    DataConfig data,
    PreprocessConfig preprocess,
    NetworkConfig network,
    LossConfig loss,
    TrainingConfig training,
    MachineConfig machine,
    OutputConfig output) {
  /** Losses whose L_B takes both labels of a mixed image by their shares. */
  private static final Set<LossName> TAKE_SHARES =
      EnumSet.of(
          LossName.CROSS_ENTROPY,
          LossName.MSL,
          LossName.CENTER,
          LossName.CONTRASTIVE,
          LossName.TRIPLET,
          LossName.SUPERVISED_CONTRASTIVE);

  /**
   * @throws InvalidInputException when settings contradict each other
   */
  public RunConfig {
    List<Integer> blocks = network.name().family().blocks();
    for (int block : network.modules()) {
      require(
          blocks.contains(block),
          "modules=%s needs block %s, but network=%s has the blocks %s only"
              .formatted(
                  NetworkConfig.MODULES.kind().format(network.modules()),
                  block,
                  network.name(),
                  blocks));
    }
    require(
        !data.name().hasTenClasses() || data.classes() == 10,
        "data.classes=%d does not fit data=%s, which has 10 classes"
            .formatted(data.classes(), DataConfig.NAME.kind().format(data.name())));
    int images = data.trainImages();
    int validation = data.options().validation();
    require(
        images == 0 || images >= training.batch(),
        "data.train="
            + images
            + " is less than one batch of "
            + training.batch()
            + " images; raise data.train or lower batch");
    BatchesConfig batches = training.batches();
    boolean balanced = batches.order() == BatchesConfig.Order.BALANCED;
    require(
        !balanced
            || batches.imagesPerClass() == 0
            || training.batch() % batches.imagesPerClass() == 0,
        "batch=%d is no multiple of batches.imagesPerClass=%d; change one of them"
            .formatted(training.batch(), batches.imagesPerClass()));
    require(
        images == 0 || images - validation >= training.batch(),
        "data.validation=%d leaves less than one batch of %d images of data.train=%d; lower it"
            .formatted(validation, training.batch(), images));
    require(
        !data.options().extra() || data.name() == DataName.SVHN,
        "data.extra=on needs data=svhn, the only set with extra images");
    require(
        !training.nesterov() || training.momentum() > 0,
        "nesterov=on needs a momentum above 0, but momentum=0");
    require(
        !preprocess.augment().mixes() || TAKE_SHARES.contains(loss.name()),
        "augment=%s gives images two labels, but loss=%s takes one; leave mixup and cutmix out, or set loss to %s"
            .formatted(
                AugmentConfig.STEPS.kind().format(preprocess.augment().steps()),
                LossConfig.NAME.kind().format(loss.name()),
                TAKE_SHARES.stream()
                    .map(LossConfig.NAME.kind()::format)
                    .collect(Collectors.joining(" or "))));
    WithinConfig within = loss.within();
    require(
        within.memory() == 0 || !within.space().isRelative(),
        "loss.within.memory=%d does not go with loss.space=%s, which measures a batch by itself; set one of them back"
            .formatted(within.memory(), WithinConfig.SPACE.kind().format(within.space())));
    LearningRateConfig rate = training.learningRate();
    require(
        rate.schedule() != Schedule.MILESTONES || !rate.milestones().isEmpty(),
        "learningRate.schedule=milestones needs learningRate.milestones, such as 0.5,0.75");
    require(
        rate.schedule() != Schedule.ONECYCLE || rate.warmup() == 0,
        "learningRate.schedule=onecycle rises by itself, over learningRate.onecycle.rise of the"
            + " run; set learningRate.warmup=0");
  }

  /**
   * The same as a run folder keeps it: with this machine, paths that hold from anywhere, and no run
   * folder of its own, so that another run can start from it.
   */
  public RunConfig forRunFolder(MachineConfig resolved) {
    DataConfig images = data.dir().map(dir -> data.in(absolute(dir))).orElse(data);
    OutputConfig places =
        new OutputConfig(
            output.evaluateEvery(),
            output.evaluateViews(),
            output.logEvery(),
            output.tensorBoard(),
            output.checkpointEvery(),
            Optional.empty(),
            output.cache().map(RunConfig::absolute));
    NetworkConfig started =
        new NetworkConfig(
            network.name(),
            network.moduleActivation(),
            network.modules(),
            network.prediction(),
            network.init().map(RunConfig::absolute));
    return new RunConfig(images, preprocess, started, loss, training, resolved, places);
  }

  /** The same, written to a run folder. */
  public RunConfig into(Path run) {
    OutputConfig there =
        new OutputConfig(
            output.evaluateEvery(),
            output.evaluateViews(),
            output.logEvery(),
            output.tensorBoard(),
            output.checkpointEvery(),
            Optional.of(run),
            output.cache());
    return new RunConfig(data, preprocess, network, loss, training, machine, there);
  }

  /**
   * The text of a setting.
   *
   * @param key its full key
   */
  public String text(String key) {
    return Catalogue.matching(key).get(0).textIn(this);
  }

  /** The same for other images. */
  RunConfig withData(DataConfig images) {
    return new RunConfig(images, preprocess, network, loss, training, machine, output);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  static RunConfig of(Values values) {
    return new RunConfig(
        DataConfig.of(values),
        PreprocessConfig.of(values),
        NetworkConfig.of(values),
        LossConfig.of(values),
        TrainingConfig.of(values),
        MachineConfig.of(values),
        OutputConfig.of(values));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new InvalidInputException(message);
    }
  }
}
