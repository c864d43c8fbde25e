package org.mixsep.app.wiring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.AugmentSettings;
import org.mixsep.app.config.AverageSettings;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.LearningRateSettings;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.MachineSettings.Device;
import org.mixsep.app.config.MixSettings;
import org.mixsep.app.config.NetworkName;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.OneCycleSettings;
import org.mixsep.app.config.OptimizerSettings;
import org.mixsep.app.config.PreprocessSettings;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.ThresholdScope;
import org.mixsep.app.config.ThresholdSettings;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.batch.AlternatingFlip;
import org.mixsep.batch.Augmentation;
import org.mixsep.batch.CutMix;
import org.mixsep.batch.Cutout;
import org.mixsep.batch.HorizontalFlip;
import org.mixsep.batch.Mixup;
import org.mixsep.batch.RandAugment;
import org.mixsep.batch.RandomCrop;
import org.mixsep.batch.TrivialAugment;
import org.mixsep.data.LabelNoise;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.Stall;
import org.mixsep.network.Airbench;
import org.mixsep.network.Backbone;
import org.mixsep.network.NetworkInNetwork;
import org.mixsep.network.ResNet;
import org.mixsep.network.ResNet.Downsampling;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.ImageNetStandardization;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.PreprocessingStep;
import org.mixsep.preprocess.Standardization;
import org.mixsep.preprocess.ZcaWhitening;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;
import org.mixsep.training.LearningRate;
import org.mixsep.training.Muon;
import org.mixsep.training.Optimizer;
import org.mixsep.training.Sgd;
import org.mixsep.training.Thresholds;
import org.mixsep.training.WeightAverage;
import org.mixsep.training.WeightDecay;

/** From a configuration to the library's objects. */
public final class Wiring {
  /** Of Goodfellow et al., as the paper says. */
  private static final double FILTER_BIAS = 0.1;

  private Wiring() {}

  public static PreprocessingRecipe recipe(RunConfig config) {
    List<PreprocessingStep> steps = new ArrayList<>();
    for (var step : config.get(PreprocessSettings.STEPS)) {
      steps.add(
          switch (step) {
            case GCN -> new GlobalContrastNormalization();
            case ZCA -> new ZcaWhitening(FILTER_BIAS, config.get(PreprocessSettings.ZCA_RANK));
            case STANDARDIZE -> new Standardization();
            case IMAGENET -> new ImageNetStandardization();
          });
    }
    return new PreprocessingRecipe(steps);
  }

  public static LabelNoise labelNoise(RunConfig config) {
    return new LabelNoise(config.get(ReadingSettings.LABEL_NOISE), config.get(DataSettings.SEED));
  }

  public static List<Augmentation> augmentations(RunConfig config) {
    return config.get(AugmentSettings.STEPS).stream()
        .map(step -> augmentation(step, config))
        .toList();
  }

  private static Augmentation augmentation(
      org.mixsep.app.config.Augmentation step, RunConfig config) {
    double mixed = config.get(MixSettings.PROBABILITY);
    return switch (step) {
      case FLIP -> flip(config.get(AugmentSettings.FLIP));
      case CROP ->
          new RandomCrop(
              config.get(AugmentSettings.CROP_PADDING), config.get(AugmentSettings.CROP_FILL));
      case CUTOUT -> new Cutout(config.get(AugmentSettings.CUTOUT_SIZE));
      case TRIVIALAUGMENT -> new TrivialAugment();
      case RANDAUGMENT ->
          new RandAugment(
              config.get(AugmentSettings.RAND_OPERATIONS),
              config.get(AugmentSettings.RAND_STRENGTH));
      case MIXUP -> new Mixup(config.get(MixSettings.MIXUP_ALPHA), mixed);
      case CUTMIX -> new CutMix(config.get(MixSettings.CUTMIX_ALPHA), mixed);
    };
  }

  private static Augmentation flip(AugmentSettings.Flip flip) {
    return switch (flip) {
      case RANDOM -> new HorizontalFlip();
      case ALTERNATING -> new AlternatingFlip();
    };
  }

  /** Replaces every {@code auto} by what this machine offers, so that a resumed run is the same. */
  public static RunConfig resolve(RunConfig config) {
    return resolve(config, Runtime.getRuntime().availableProcessors());
  }

  /**
   * The same for a process that may not take the whole machine.
   *
   * @param cores that it may take
   */
  public static RunConfig resolve(RunConfig config, int cores) {
    Optional<Device> device = config.get(MachineSettings.DEVICE);
    boolean gpu = device.map(Device.CUDA::equals).orElseGet(Compute::gpuAvailable);
    if (gpu && !Compute.gpuAvailable()) {
      throw new InvalidInputException(
          "device=cuda: no CUDA device is usable; build with 'mvn package -P gpu', or use device=cpu");
    }
    Precision precision =
        config
            .get(MachineSettings.PRECISION)
            .orElseGet(() -> gpu ? Precision.BFLOAT16 : Precision.fastest());
    Convolution convolution =
        config
            .get(MachineSettings.CONVOLUTION)
            .orElseGet(() -> new Compute(gpu, precision).convolution());
    int threads = config.get(MachineSettings.THREADS);
    return config
        .with(MachineSettings.PRECISION, Optional.of(precision))
        .with(MachineSettings.CONVOLUTION, Optional.of(convolution))
        .with(MachineSettings.DEVICE, Optional.of(gpu ? Device.CUDA : Device.CPU))
        .with(MachineSettings.THREADS, threads > 0 ? threads : cores);
  }

  /** Of a configuration that {@link #resolve} has seen; sets the number of threads. */
  public static Compute compute(RunConfig resolved) {
    Compute.useThreads(resolved.get(MachineSettings.THREADS));
    return new Compute(
        resolved.get(MachineSettings.DEVICE).orElseThrow() == Device.CUDA,
        resolved.get(MachineSettings.PRECISION).orElseThrow(),
        resolved.get(MachineSettings.CONVOLUTION).orElseThrow());
  }

  public static SeparabilityNetwork network(
      RunConfig config, Variables variables, int channels, int classes) {
    return new SeparabilityNetwork(
        variables.root(),
        backbone(config.get(NetworkSettings.NAME), variables.root(), channels),
        new TreeSet<>(config.get(NetworkSettings.MODULES)),
        classes,
        config.get(NetworkSettings.MODULE_ACTIVATION),
        Losses.head(config));
  }

  private static Backbone backbone(NetworkName name, Variables.Scope scope, int channels) {
    int k = name.residualBlocks();
    return switch (name.family()) {
      case VGG16 -> Vgg.vgg16(scope, channels);
      case RESNET -> ResNet.resNet(scope, channels, k, Downsampling.POOLING);
      case RESNET_STRIDED -> ResNet.resNet(scope, channels, k, Downsampling.STRIDE);
      case WRN28_10 -> ResNet.wide(scope, channels);
      case WRN28_10_ORIGINAL -> ResNet.wideOriginal(scope, channels);
      case AIRBENCH -> new Airbench(scope, channels);
      case NIN -> new NetworkInNetwork(scope, channels);
      case PUBLISHED -> name.published().orElseThrow().on(scope, channels);
    };
  }

  public static Thresholds thresholds(RunConfig config, int modules) {
    return new Thresholds(
        threshold(config), config.get(ThresholdSettings.SCOPE) == ThresholdScope.MODULE, modules);
  }

  static AdaptiveThreshold threshold(RunConfig config) {
    return new AdaptiveThreshold(
        config.get(ThresholdSettings.START),
        config.get(ThresholdSettings.WINDOW),
        config.get(ThresholdSettings.FACTOR),
        stall(config));
  }

  private static Stall stall(RunConfig config) {
    return switch (config.get(ThresholdSettings.STALL)) {
      case MEANS ->
          new Stall.MeanChange(
              config.get(ThresholdSettings.TOLERANCE),
              config.get(ThresholdSettings.ABSOLUTE_TOLERANCE));
      case TREND -> new Stall.NoTrend(config.get(ThresholdSettings.TREND));
    };
  }

  public static WeightAverage average(RunConfig config, Variables trained, Variables averaged) {
    return new WeightAverage(
        trained, averaged, config.get(AverageSettings.DECAY), config.get(AverageSettings.EVERY));
  }

  public static Optimizer optimizer(RunConfig config, Variables variables) {
    boolean muon = config.get(OptimizerSettings.NAME) == OptimizerSettings.Name.MUON;
    Map<String, Tensor> filters = new LinkedHashMap<>();
    Map<String, Tensor> others = new LinkedHashMap<>();
    Map<String, Double> factors = new LinkedHashMap<>();
    variables
        .parameters()
        .forEach(
            (name, parameter) -> {
              (muon && parameter.dim() == 4 ? filters : others).put(name, parameter);
              if (variables.isNormBias(name)) {
                factors.put(name, config.get(OptimizerSettings.NORM_BIAS));
              }
            });
    Sgd sgd =
        new Sgd(
            others,
            config.get(TrainingSettings.MOMENTUM),
            new WeightDecay(
                config.get(TrainingSettings.WEIGHT_DECAY),
                config.get(TrainingSettings.WEIGHT_DECAY_OF)),
            config.get(TrainingSettings.NESTEROV),
            factors);
    return muon
        ? new Muon(
            filters,
            config.get(OptimizerSettings.MUON_RATE) / config.get(LearningRateSettings.INITIAL),
            config.get(OptimizerSettings.MUON_MOMENTUM),
            config.get(OptimizerSettings.MUON_STEPS),
            sgd)
        : sgd;
  }

  public static LearningRate learningRate(RunConfig config) {
    return learningRate(config, config.get(TrainingSettings.ITERATIONS));
  }

  /** The same for a run of another length. */
  public static LearningRate learningRate(RunConfig config, long iterations) {
    double initial = config.get(LearningRateSettings.INITIAL);
    double factor = config.get(LearningRateSettings.FACTOR);
    double end = config.get(LearningRateSettings.END) * initial;
    int warmup = config.get(LearningRateSettings.WARMUP);
    LearningRate schedule =
        switch (config.get(LearningRateSettings.SCHEDULE)) {
          case CONSTANT -> new LearningRate.Constant(initial);
          case STEP ->
              new LearningRate.Stepped(initial, factor, config.get(LearningRateSettings.EVERY));
          case COSINE -> new LearningRate.Cosine(initial, iterations);
          case LINEAR -> new LearningRate.Linear(initial, end, warmup, iterations);
          case ONECYCLE ->
              new LearningRate.OneCycle(
                  config.get(OneCycleSettings.START) * initial,
                  initial,
                  end,
                  config.get(OneCycleSettings.RISE),
                  config.get(OneCycleSettings.SHAPE) == OneCycleSettings.Shape.COSINE,
                  iterations);
          case MILESTONES ->
              new LearningRate.Milestones(
                  initial,
                  factor,
                  config.get(LearningRateSettings.MILESTONES).stream()
                      .map(f -> Math.round(f * iterations))
                      .toList());
        };
    return warmup == 0 ? schedule : new LearningRate.WarmUp(warmup, schedule);
  }
}
