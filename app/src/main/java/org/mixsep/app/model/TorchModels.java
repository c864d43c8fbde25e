package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Scope;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.UserCache;
import org.mixsep.app.images.Images;
import org.mixsep.app.model.ModelEvaluation.Output;
import org.mixsep.app.runfolder.EvaluationFile;
import org.mixsep.app.runfolder.Evaluations;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.data.ImageSet;
import org.mixsep.export.Features;
import org.mixsep.export.OnnxFile;
import org.mixsep.export.WeightsFile;
import org.mixsep.preprocess.PreparedCache;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Evaluation;
import org.mixsep.training.Predictions;
import org.mixsep.training.Temperature;
import org.mixsep.training.Views;

/** Trained models on libtorch, in this process. */
public final class TorchModels implements Models {
  /** Keys of what may change where pictures come from elsewhere than the run's. */
  private static final List<String> MACHINE =
      Stream.of(
              Catalogue.of(Scope.ARITHMETIC),
              Catalogue.of(Scope.MACHINE),
              List.<Setting<?>>of(OutputSettings.CACHE))
          .flatMap(List::stream)
          .map(Setting::key)
          .toList();

  private final DataFolders folders;

  /**
   * @param folders where fetched image sets lie
   */
  public TorchModels(DataFolders folders) {
    this.folders = folders;
  }

  /** With image sets in their usual places. */
  public TorchModels() {
    this(new DataFolders());
  }

  @Override
  public ModelEvaluation evaluate(ModelSource source, Consumer<String> messages) {
    TrainedModel model = TrainedModel.load(source);
    RunConfig config = folders.located(model.config());
    messages.accept("preparing images");
    ImageSet images = Images.of(config, Images.Split.TEST, messages);
    requireSameKind(model, images);
    PreparedImages prepared =
        new PreparedCache(UserCache.folder(config).resolve("prepared"))
            .prepare(model.preprocessing(), images);
    messages.accept("measuring on %d images".formatted(images.size()));
    Predictions predictions = model.evaluator().predict(prepared);
    Optional<Evaluations> byViews =
        byViews(model, config.get(OutputSettings.EVALUATE_VIEWS), prepared);
    if (source.checkpoint().isEmpty()) {
      record(source, model, config, images, predictions, byViews, messages);
    }
    return new ModelEvaluation(
        source.run(),
        model.iteration(),
        images.name(),
        model.classNames(),
        model.averaged(),
        config.get(OutputSettings.EVALUATE_VIEWS),
        outputs(model, predictions, byViews.map(Evaluations::test)),
        judged(model, names(config, images), predictions));
  }

  @Override
  public ModelEvaluation evaluate(ModelSource source, Path folder, Consumer<String> messages) {
    requireMachineOnly(source.settings());
    TrainedModel model = TrainedModel.load(source);
    FolderEvaluation evaluation = new FolderEvaluation(model, folder);
    Predictions predictions = evaluation.predict(messages);
    return new ModelEvaluation(
        source.run(),
        model.iteration(),
        folder.toString(),
        model.classNames(),
        model.averaged(),
        Views.NONE,
        outputs(model, predictions, Optional.empty()),
        judged(model, evaluation.names(), predictions));
  }

  private static List<String> names(RunConfig config, ImageSet images) {
    List<String> files = Images.testFiles(config);
    return files.isEmpty()
        ? IntStream.range(0, images.size()).mapToObj(i -> images.name() + " " + i).toList()
        : files;
  }

  private static List<JudgedPicture> judged(
      TrainedModel model, List<String> names, Predictions predictions) {
    List<String> classes = model.classNames();
    float[] p =
        model
            .temperature()
            .map(by -> by.probabilities(predictions.logits(model.predictsByMean()), classes.size()))
            .orElse(model.predictsByMean() ? predictions.mean() : predictions.last());
    List<JudgedPicture> pictures = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int row = i * classes.size();
      int best = 0;
      for (int c = 1; c < classes.size(); c++) {
        best = p[row + c] > p[row + best] ? c : best;
      }
      int label = predictions.labels()[i];
      pictures.add(
          new JudgedPicture(
              names.get(i), classes.get(label), classes.get(best), p[row + best], p[row + label]));
    }
    return pictures;
  }

  private static Optional<Evaluations> byViews(
      TrainedModel model, Views asked, PreparedImages images) {
    return Optional.of(asked)
        .filter(views -> views != Views.NONE)
        .map(
            views ->
                new Evaluations(
                    views,
                    model.averaged(),
                    Optional.empty(),
                    model.evaluator().evaluate(images, views)));
  }

  /** Whether these are the images that the run itself is tested on, told by their checksum. */
  private static boolean areTheRunsOwn(
      ImageSet images, RunFolder run, TrainedModel model, RunConfig config) {
    return run.testImages()
        .or(model::testImages)
        .map(images.fingerprint()::equals)
        .orElseGet(() -> areOfTheSameSettings(run, config));
  }

  /** Of a run by an earlier version, which is not finished. */
  private static boolean areOfTheSameSettings(RunFolder run, RunConfig config) {
    RunConfig trained = FlatYaml.read(run.config());
    return config.agreesIn(Scope.IMAGES, trained)
        && config.get(DataSettings.DIR).equals(trained.get(DataSettings.DIR));
  }

  private static void record(
      ModelSource source,
      TrainedModel model,
      RunConfig config,
      ImageSet images,
      Predictions predictions,
      Optional<Evaluations> byViews,
      Consumer<String> messages) {
    RunFolder run = RunFolder.open(source.run());
    boolean own = areTheRunsOwn(images, run, model, config);
    Path file = own ? run.evaluation() : run.evaluation(images);
    try {
      new EvaluationFile(model.predictsByMean(), images, Images.testFiles(config), predictions)
          .write(file, model.iteration(), byViews);
      messages.accept(
          own
              ? "for reports, this is kept in " + file
              : "these are not the run's own test images; kept beside its own in " + file);
    } catch (InvalidInputException e) { // a folder of someone else's may be read-only
      messages.accept("not kept: " + e.getMessage());
    }
  }

  @Override
  public int predict(
      ModelSource source,
      List<Path> inputs,
      int top,
      Optional<Path> explained,
      PredictionListener listener) {
    Classifier classifier = open(source);
    ImageFiles found = ImageFiles.find(inputs);
    listener.begin(classifier.facts(), found.files());
    if (!found.passedOver().isEmpty()) {
      listener.passedOver(found.passedOver());
    }
    return new Classification(classifier, top, explained).classify(found.files(), listener);
  }

  @Override
  public Features features(
      ModelSource source, List<Path> inputs, Optional<Path> out, PredictionListener listener) {
    requireMachineOnly(source.settings());
    TrainedModel model = TrainedModel.load(source);
    ImageFiles found = ImageFiles.find(inputs);
    listener.begin(model.described(source.run()), found.files());
    if (!found.passedOver().isEmpty()) {
      listener.passedOver(found.passedOver());
    }
    Features features =
        new Embedding(model.pictures(), model.predictor()).of(found.files(), listener);
    out.ifPresent(file -> features.write(file, model.facts()));
    return features;
  }

  @Override
  public Classifier open(ModelSource source) {
    requireMachineOnly(source.settings());
    return new TorchClassifier(source.run(), TrainedModel.load(source));
  }

  /** Pictures come from elsewhere than the run's: what else can be changed would not be used. */
  private static void requireMachineOnly(List<String> settings) {
    for (String key : ConfigSources.changes(settings).keySet()) {
      if (!MACHINE.contains(key)) {
        throw new InvalidInputException(
            "%s would not be used: pictures are read as in training; what can be changed is %s"
                .formatted(key, String.join(", ", MACHINE)));
      }
    }
  }

  @Override
  public void export(ModelSource source, ExportFormat format, Path file) {
    TrainedModel model = TrainedModel.load(source);
    switch (format) {
      case SAFETENSORS ->
          WeightsFile.write(
              file, model.network().variables(), model.preprocessing(), model.facts());
      case ONNX ->
          OnnxFile.write(
              file,
              model.network(),
              model.preprocessing(),
              model.predictsByMean(),
              model.temperature().orElse(Temperature.NONE),
              model.facts());
    }
  }

  private static List<Output> outputs(
      TrainedModel model, Predictions predictions, Optional<Evaluation> byViews) {
    List<Output> outputs = new ArrayList<>();
    int[] labels = predictions.labels();
    int last = predictions.byBlock().lastKey();
    predictions
        .byBlock()
        .forEach(
            (block, p) ->
                outputs.add(
                    new Output(
                        "block " + block,
                        block == last && !model.predictsByMean(),
                        ClassificationStatistics.of(p, labels),
                        share(byViews, found -> found.errorPercent(block)))));
    outputs.add(
        new Output(
            "mean of modules",
            model.predictsByMean(),
            ClassificationStatistics.of(predictions.mean(), labels),
            share(byViews, Evaluation::meanErrorPercent)));
    return outputs;
  }

  private static OptionalDouble share(
      Optional<Evaluation> evaluation, ToDoubleFunction<Evaluation> percent) {
    return evaluation.stream().mapToDouble(found -> percent.applyAsDouble(found) / 100).findFirst();
  }

  private static void requireSameKind(TrainedModel model, ImageSet images) {
    if (!images.shape().equals(model.shape())) {
      throw new InvalidInputException(
          "%s has images of %s, but the model was trained on %s"
              .formatted(images.name(), images.shape(), model.shape()));
    }
    if (!images.classNames().equals(model.classNames())) {
      throw new InvalidInputException(
          "%s has other classes than the model was trained on: %s, not %s"
              .formatted(images.name(), brief(images.classNames()), brief(model.classNames())));
    }
  }

  private static String brief(List<String> names) {
    int shown = Math.min(4, names.size());
    return names.size() + " (" + String.join(", ", names.subList(0, shown)) + ", ...)";
  }
}
