package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        data.name() != DataName.CIFAR10 || data.classes() == 10,
        "data.classes=" + data.classes() + " does not fit data=cifar10, which has 10 classes");
    int images = data.trainImages();
    require(
        images == 0 || images >= training.batch(),
        "data.train="
            + images
            + " is less than one batch of "
            + training.batch()
            + " images; raise data.train or lower batch");
    require(
        !training.nesterov() || training.momentum() > 0,
        "nesterov=on needs a momentum above 0, but momentum=0");
    LearningRateConfig rate = training.learningRate();
    require(
        rate.schedule() != Schedule.MILESTONES || !rate.milestones().isEmpty(),
        "learningRate.schedule=milestones needs learningRate.milestones, such as 0.5,0.75");
  }

  /**
   * The same as a run folder keeps it: with this machine, paths that hold from anywhere, and no run
   * folder of its own, so that another run can start from it.
   */
  public RunConfig forRunFolder(MachineConfig resolved) {
    DataConfig images =
        new DataConfig(
            data.name(),
            data.dir().map(RunConfig::absolute),
            data.classes(),
            data.train(),
            data.test(),
            data.seed());
    OutputConfig places =
        new OutputConfig(
            output.evaluateEvery(),
            output.logEvery(),
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

  /**
   * Refuses what is well-formed but cannot be started yet: a set that is read from files, without a
   * folder. Presets are of that kind until the user names the folder.
   */
  public void requireReady() {
    require(
        data.name() != DataName.CIFAR10 || data.dir().isPresent(),
        "data=cifar10 needs data.dir=FOLDER, the folder that holds CIFAR-10's binary files"
            + " data_batch_1.bin to data_batch_5.bin and test_batch.bin");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new InvalidInputException(message);
    }
  }
}
