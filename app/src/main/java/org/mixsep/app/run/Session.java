package org.mixsep.app.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.DataName;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.Prediction;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.config.UserCache;
import org.mixsep.app.images.FolderNotes;
import org.mixsep.app.images.Images;
import org.mixsep.app.runfolder.CheckpointKeys;
import org.mixsep.app.runfolder.EvaluationFile;
import org.mixsep.app.runfolder.Evaluations;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.RunResult.Checksums;
import org.mixsep.app.runfolder.TemperatureFile;
import org.mixsep.app.runfolder.Versions;
import org.mixsep.app.wiring.Losses;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.data.ImageSet;
import org.mixsep.data.LabelNoise;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreparedCache;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.ReadyImages;
import org.mixsep.torch.Compute;
import org.mixsep.torch.RandomState;
import org.mixsep.torch.Variables;
import org.mixsep.training.Checkpoint;
import org.mixsep.training.Evaluator;
import org.mixsep.training.Predictions;
import org.mixsep.training.Trainer;
import org.mixsep.training.TrainerBuilder;
import org.mixsep.training.Views;

/** All objects of one run, made from its configuration: images, network, trainer. */
final class Session implements AutoCloseable {
  private final RunConfig config;
  private final Team team;
  private final FittedPreprocessing fitted;
  private final Checksums fingerprints;
  private final ReadyImages train;
  private final PreparedImages test;
  private final Optional<PreparedImages> validation;
  private final Trainer trainer;
  private final SeparabilityNetwork network;
  private final SeparabilityNetwork measured;

  /**
   * @param asked with its machine resolved and its images located
   * @param from where to go on, or null to begin
   * @param team that agreed on the configuration
   * @param messages told what was done to images that do not fit, and what training starts from
   */
  Session(RunConfig asked, Checkpoint from, Team team, Consumer<String> messages) {
    this.team = team;
    Compute compute = team.compute(Wiring.compute(asked), asked);
    if (from != null && !processes(from).equals(Integer.toString(team.size()))) {
      // Sums round otherwise already; threads for other processes may be too many here.
      Compute.useThreads(Math.min(asked.get(MachineSettings.THREADS), team.cores()));
    }
    long seed = asked.get(TrainingSettings.SEED);
    RandomState.seed(seed);
    ImageSet trainImages = Images.of(asked, Images.Split.TRAIN, messages);
    ImageSet testImages = Images.of(asked, Images.Split.TEST, messages);
    config = from == null ? sized(asked, trainImages.size(), messages) : asked;
    team.announcement(config).ifPresent(messages);
    if (config.get(DataSettings.NAME) == DataName.FOLDER) {
      FolderNotes.of(trainImages, testImages).forEach(messages);
    }
    String trained = trainImages.fingerprint();
    String tested = testImages.fingerprint();
    team.agreeOn("images", Map.of("training images", trained, "test images", tested));
    PreparedCache cache = new PreparedCache(UserCache.folder(config).resolve("prepared"));
    if (from == null) {
      fitted = cache.fit(Wiring.recipe(config), trainImages);
    } else {
      requireSameImages(from, trainImages.name(), trained, tested);
      fitted =
          FittedPreprocessing.restore(
              Wiring.recipe(config), trainImages.shape(), from.tensors(CheckpointKeys.FITTED));
    }
    // Pixels that are to be changed stay pixels until then.
    train =
        noisy(
            config.changesPixels()
                ? fitted.pixels(trainImages)
                : cache.prepare(fitted, trainImages),
            messages);
    test = cache.prepare(fitted, testImages);
    Optional<ImageSet> keptApart =
        config.get(ReadingSettings.VALIDATION) == 0
            ? Optional.empty()
            : Optional.of(Images.of(config, Images.Split.VALIDATION, messages));
    validation = keptApart.map(images -> cache.prepare(fitted, images));
    fingerprints = new Checksums(trained, tested, keptApart.map(ImageSet::fingerprint).orElse(""));

    int classes = train.classes();
    long most = from == null ? Long.MAX_VALUE : from.modelValues();
    Variables variables = new Variables(compute, seed, most);
    network = Wiring.network(config, variables, train.shape().channels(), classes);
    TrainerBuilder parts =
        Trainer.builder(network)
            .loss(Losses.of(config))
            .thresholds(Wiring.thresholds(config, network.blocks().size()))
            .optimizer(Wiring.optimizer(config, variables))
            .learningRate(Wiring.learningRate(config));
    if (config.averagesWeights()) {
      Variables averages = new Variables(compute, seed);
      measured = Wiring.network(config, averages, train.shape().channels(), classes);
      parts.average(Wiring.average(config, variables, averages));
    } else {
      measured = network;
    }
    trainer = parts.build();
    if (from != null) {
      from.restore(trainer);
    } else {
      if (team.isFirst()) {
        new FirstWeights(config, train).take(network, messages);
      }
      team.copyFirst(variables);
    }
  }

  private static RunConfig sized(RunConfig asked, int images, Consumer<String> messages) {
    RunConfig sized = asked.sized(images);
    if (!sized.equals(asked)) {
      messages.accept(
          "%d images to train on: batches of %d, %d iterations"
              .formatted(
                  images,
                  sized.get(TrainingSettings.BATCH),
                  sized.get(TrainingSettings.ITERATIONS)));
    }
    return sized;
  }

  /** After all that is cached, so that every share of noise has the same cached images. */
  private ReadyImages noisy(ReadyImages images, Consumer<String> messages) {
    LabelNoise noise = Wiring.labelNoise(config);
    if (noise.share() == 0) {
      return images;
    }
    messages.accept(
        "data.labelNoise=%s: %d of %d training images have a wrong label"
            .formatted(noise.share(), noise.count(images.size()), images.size()));
    return images.relabelled(noise.on(images.labels(), images.classes()));
  }

  private static void requireSameImages(
      Checkpoint from, String set, String trained, String tested) {
    if (!from.text(CheckpointKeys.IMAGES).equals(trained)) {
      throw new InvalidInputException(
          "%s: the training images are not those the run began with; put them back to resume it, or name their folder by data.dir=FOLDER"
              .formatted(set));
    }
    Optional<String> before = from.findText(CheckpointKeys.TEST_IMAGES);
    if (before.filter(sum -> !sum.equals(tested)).isPresent()) {
      throw new InvalidInputException(
          "%s: the test images are not those the run began with; put them back to resume it, or name their folder by data.dir=FOLDER"
              .formatted(set));
    }
  }

  RunConfig config() {
    return config;
  }

  Checksums fingerprints() {
    return fingerprints;
  }

  ReadyImages train() {
    return train;
  }

  /**
   * Errors on the validation images, if any are kept apart, and on the test images: of the averaged
   * weights, where there are such.
   */
  Evaluations evaluate() {
    return evaluate(Views.NONE);
  }

  /** The same by the views that the configuration asks for, if any. */
  Optional<Evaluations> evaluateViews() {
    return Optional.of(config.get(OutputSettings.EVALUATE_VIEWS))
        .filter(views -> views != Views.NONE)
        .map(this::evaluate);
  }

  private Evaluations evaluate(Views views) {
    averageStatistics();
    Evaluator evaluator = new Evaluator(measured, config.get(TrainingSettings.BATCH));
    return new Evaluations(
        views,
        config.averagesWeights(),
        validation.map(images -> evaluator.evaluate(images, views)),
        evaluator.evaluate(test, views));
  }

  /**
   * Writes what reports show of the test images into the run folder. A run whose images are gone by
   * now is finished all the same: then the file is missing, and the listener told so.
   *
   * @param byViews what {@link #evaluateViews} found
   */
  void recordEvaluation(RunFolder folder, Optional<Evaluations> byViews, RunListener listener) {
    Predictions predictions = new Evaluator(measured).predict(test);
    if (!team.isFirst()) {
      return;
    }
    try {
      ImageSet images = Images.of(config, Images.Split.TEST, listener::message);
      boolean mean = config.get(NetworkSettings.PREDICTION) == Prediction.MEAN;
      new EvaluationFile(mean, images, Images.testFiles(config), predictions)
          .write(folder.evaluation(), trainer.iteration(), byViews);
    } catch (InvalidInputException e) {
      listener.message("no evaluation.json: " + e.getMessage());
    }
  }

  /** Where each process normalises its own share, statistics differ until then. */
  private void averageStatistics() {
    if (network.compute().localNorms()) {
      team.averageStatistics(network.variables());
      trainer.average().ifPresent(average -> team.averageStatistics(average.averaged()));
    }
  }

  /** Number of processes that a checkpoint was written by. */
  private static String processes(Checkpoint from) {
    return from.findText(CheckpointKeys.PROCESSES).orElse("1");
  }

  Team team() {
    return team;
  }

  Trainer trainer() {
    return trainer;
  }

  long parameters() {
    return network.variables().parameterCount();
  }

  /** Fits a temperature to the probabilities, where validation images are kept apart. */
  void recordTemperature(RunFolder folder) {
    boolean mean = config.get(NetworkSettings.PREDICTION) == Prediction.MEAN;
    validation
        .map(new Evaluator(measured)::predict)
        .ifPresent(said -> TemperatureFile.write(folder, trainer().iteration(), mean, said));
  }

  /**
   * Writes a checkpoint with all that a later session needs; the first process alone does.
   *
   * @param seconds wall time of the run so far
   */
  void save(RunFolder folder, double seconds) {
    averageStatistics();
    if (!team.isFirst()) {
      return;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(CheckpointKeys.CONFIG, FlatYaml.write(config));
    texts.put(CheckpointKeys.IMAGES, fingerprints.train());
    texts.put(CheckpointKeys.TEST_IMAGES, fingerprints.test());
    texts.put(CheckpointKeys.PREPROCESSING, fitted.recipe().description());
    texts.put(CheckpointKeys.CLASSES, String.join("\n", train.classNames()));
    texts.put(CheckpointKeys.SHAPE, train.shape().toString());
    texts.put(CheckpointKeys.VERSIONS, Versions.describe());
    texts.put(CheckpointKeys.PROCESSES, Integer.toString(team.size()));
    long iteration = trainer.iteration();
    Path file = folder.checkpoints().file(iteration);
    try (PointerScope scope = new PointerScope()) { // frees the copies of the fitted values
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      fitted.state().forEach((name, tensor) -> tensors.put(CheckpointKeys.FITTED + name, tensor));
      Checkpoint.write(file, trainer, seconds, tensors, texts);
    }
    folder.checkpoints().prune(iteration);
  }

  /** Frees the network's memory at once: the next run of the process wants it. */
  @Override
  public void close() {
    network.close();
  }
}
