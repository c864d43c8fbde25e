package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.AverageSettings;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.Prediction;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Scope;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.images.Images;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.runfolder.CheckpointKeys;
import org.mixsep.app.runfolder.Output;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.TemperatureFile;
import org.mixsep.app.runfolder.Versions;
import org.mixsep.app.wiring.Losses;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.data.ImageShape;
import org.mixsep.data.PictureReader;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Variables;
import org.mixsep.training.Checkpoint;
import org.mixsep.training.CheckpointFolder;
import org.mixsep.training.Evaluator;
import org.mixsep.training.Predictor;
import org.mixsep.training.Temperature;

/**
 * A network as a checkpoint holds it, with the preprocessing and the class names it was trained
 * with: everything that is needed to use it, and no image.
 *
 * @param config the run's, with what the user changed of data and machine
 * @param temperature of its probabilities, where the run fitted one to this checkpoint
 * @param testImages SHA-256 of the run's test images, where the checkpoint has it
 * @param pictures brings pictures to the images it takes, as in training
 * @param network whose variables have the names of docs/formats.md
 */
record TrainedModel(
    RunConfig config,
    long iteration,
    List<String> classNames,
    Optional<Temperature> temperature,
    Optional<String> testImages,
    PictureReader pictures,
    FittedPreprocessing preprocessing,
    SeparabilityNetwork network) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,9})");

  /** Of an image: larger ones no setting admits. */
  private static final int MOST_VALUES = 1 << 26;

  /**
   * Reads the model of a run folder, which alone is needed for it.
   *
   * @throws InvalidInputException when there is no checkpoint, it is damaged, or a setting is not
   *     one of data or machine
   */
  static TrainedModel load(ModelSource source) {
    RunFolder folder = RunFolder.open(source.run());
    Checkpoint checkpoint = read(folder, source.checkpoint());
    RunConfig config = config(folder, checkpoint, source.settings());
    ImageShape shape = shape(checkpoint.text(CheckpointKeys.SHAPE));
    List<String> classNames = List.of(checkpoint.text(CheckpointKeys.CLASSES).split("\n"));
    PreprocessingRecipe recipe = Wiring.recipe(config);
    if (!recipe.description().equals(checkpoint.text(CheckpointKeys.PREPROCESSING))) {
      throw new InvalidInputException(
          "%s: its images were prepared by %s, which this version does not do; it has %s"
              .formatted(
                  source.run(),
                  checkpoint.text(CheckpointKeys.PREPROCESSING),
                  recipe.description()));
    }
    Compute compute = Wiring.compute(Wiring.resolve(config));
    Variables variables =
        new Variables(compute, config.get(TrainingSettings.SEED), checkpoint.modelValues());
    SeparabilityNetwork network =
        Wiring.network(config, variables, shape.channels(), classNames.size());
    checkpoint.restoreModel(variables);
    return new TrainedModel(
        config,
        checkpoint.iteration(),
        classNames,
        TemperatureFile.find(folder, checkpoint.iteration()),
        checkpoint.findText(CheckpointKeys.TEST_IMAGES),
        Images.pictures(trained(folder, checkpoint), shape),
        FittedPreprocessing.restore(recipe, shape, checkpoint.tensors(CheckpointKeys.FITTED)),
        network);
  }

  /** What goes with the weights when they leave, by the names of docs/formats.md. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("network", config.get(NetworkSettings.NAME).toString());
    facts.put(
        "modules", network.blocks().stream().map(String::valueOf).collect(Collectors.joining(",")));
    facts.put("moduleActivation", NetworkSettings.MODULE_ACTIVATION.textIn(config));
    Losses.headInWords(config).ifPresent(words -> facts.put("head", words));
    facts.put("prediction", Output.prediction(predictsByMean()));
    temperature.ifPresent(t -> facts.put("temperature", Double.toString(t.value())));
    facts.put("classes", String.join("\n", classNames));
    facts.put("shape", shape().toString());
    facts.put("preprocessing", preprocessing.recipe().description());
    facts.put("iteration", Long.toString(iteration));
    if (averaged()) {
      facts.put("averageDecay", Double.toString(config.get(AverageSettings.DECAY)));
    }
    facts.put("versions", Versions.describe());
    return facts;
  }

  /** Of the images that the network takes. */
  ImageShape shape() {
    return pictures.shape();
  }

  /** What it is, for who classifies with it. */
  Classifier.Facts described(Path run) {
    return new Classifier.Facts(
        run,
        config.get(NetworkSettings.NAME).toString(),
        iteration,
        classNames,
        temperature.isPresent());
  }

  Predictor predictor() {
    return new Predictor(
        network, preprocessing, predictsByMean(), temperature.orElse(Temperature.NONE));
  }

  Evaluator evaluator() {
    return new Evaluator(network);
  }

  /** Whether the mean of all modules is the run's prediction, and not the last module. */
  boolean predictsByMean() {
    return config.get(NetworkSettings.PREDICTION) == Prediction.MEAN;
  }

  /** Whether the weights are averages over the training's steps. */
  boolean averaged() {
    return config.averagesWeights();
  }

  private static Checkpoint read(RunFolder folder, Optional<Path> from) {
    CheckpointFolder checkpoints = folder.checkpoints();
    if (from.isEmpty() && checkpoints.newestFirst().isEmpty()) {
      throw new InvalidInputException(
          "%s holds no checkpoint yet; 'mixsep resume %s' trains it"
              .formatted(folder.path(), folder.path()));
    }
    return from.map(Checkpoint::read).orElseGet(checkpoints::readNewest);
  }

  private static RunConfig config(RunFolder folder, Checkpoint checkpoint, List<String> settings) {
    RunConfig trained = trained(folder, checkpoint);
    List<String> all = new ArrayList<>();
    for (Setting<?> setting : Catalogue.of(Scope.MACHINE)) { // this one, not the training's
      all.add(setting.key() + "=" + setting.defaultText());
    }
    all.addAll(settings);
    RunConfig changed = FlatYaml.parse(checkpoint.text(CheckpointKeys.CONFIG), name(folder), all);
    if (!changed.agreesIn(Scope.MODEL, trained)) {
      throw new InvalidInputException(
          "a trained model stays as it is: only the data settings, precision, convolution, device,"
              + " threads, cache and evaluate.views can be changed, not "
              + String.join(" ", settings));
    }
    ConfigSources.requireUsed(settings, List.of(changed));
    return changed;
  }

  private static RunConfig trained(RunFolder folder, Checkpoint checkpoint) {
    return FlatYaml.parse(checkpoint.text(CheckpointKeys.CONFIG), name(folder), List.of());
  }

  private static String name(RunFolder folder) {
    return folder.path() + "'s checkpoint";
  }

  private static ImageShape shape(String text) {
    Matcher sides = SHAPE.matcher(text);
    if (!sides.matches()) {
      throw new InvalidInputException("the checkpoint names no image shape but " + text);
    }
    try {
      ImageShape shape =
          new ImageShape(
              Integer.parseInt(sides.group(1)),
              Integer.parseInt(sides.group(2)),
              Integer.parseInt(sides.group(3)));
      if (shape.values() <= MOST_VALUES) {
        return shape;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidInputException("the checkpoint is damaged: no image is " + text);
  }
}
