package org.mixsep.app.wiring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.AugmentConfig;
import org.mixsep.app.config.AverageConfig;
import org.mixsep.app.config.ConvolutionChoice;
import org.mixsep.app.config.DeviceChoice;
import org.mixsep.app.config.LearningRateConfig;
import org.mixsep.app.config.MachineConfig;
import org.mixsep.app.config.MixConfig;
import org.mixsep.app.config.NetworkName;
import org.mixsep.app.config.OneCycleConfig;
import org.mixsep.app.config.OptimizerConfig;
import org.mixsep.app.config.PrecisionChoice;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.ThresholdConfig;
import org.mixsep.app.config.ThresholdScope;
import org.mixsep.app.config.TrainingConfig;
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
import org.mixsep.network.Airbench;
import org.mixsep.network.Backbone;
import org.mixsep.network.NetworkInNetwork;
import org.mixsep.network.ResNet;
import org.mixsep.network.ResNet.Downsampling;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.preprocess.GlobalContrastNormalization;
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

/** From a configuration to the library's objects. */
public final class Wiring {
  /** Of Goodfellow et al., as the paper says. */
  private static final double FILTER_BIAS = 0.1;

  private Wiring() {}

  public static PreprocessingRecipe recipe(RunConfig config) {
    List<PreprocessingStep> steps = new ArrayList<>();
    for (var step : config.preprocess().steps()) {
      steps.add(
          switch (step) {
            case GCN -> new GlobalContrastNormalization();
            case ZCA -> new ZcaWhitening(FILTER_BIAS, config.preprocess().zcaRank());
            case STANDARDIZE -> new Standardization();
          });
    }
    return new PreprocessingRecipe(steps);
  }

  public static LabelNoise labelNoise(RunConfig config) {
    return new LabelNoise(config.data().options().labelNoise(), config.data().seed());
  }

  public static List<Augmentation> augmentations(RunConfig config) {
    AugmentConfig augment = config.preprocess().augment();
    MixConfig mix = augment.mix();
    List<Augmentation> augmentations = new ArrayList<>();
    for (var step : augment.steps()) {
      augmentations.add(
          switch (step) {
            case FLIP -> flip(augment.flip());
            case CROP -> new RandomCrop(augment.cropPadding(), augment.cropFill());
            case CUTOUT -> new Cutout(augment.cutoutSize());
            case TRIVIALAUGMENT -> new TrivialAugment();
            case RANDAUGMENT -> new RandAugment(augment.randOperations(), augment.randStrength());
            case MIXUP -> new Mixup(mix.mixupAlpha(), mix.probability());
            case CUTMIX -> new CutMix(mix.cutMixAlpha(), mix.probability());
          });
    }
    return augmentations;
  }

  private static Augmentation flip(AugmentConfig.Flip flip) {
    return switch (flip) {
      case RANDOM -> new HorizontalFlip();
      case ALTERNATING -> new AlternatingFlip();
    };
  }

  /** Replaces every {@code auto} by what this machine offers, so that a resumed run is the same. */
  public static MachineConfig resolve(MachineConfig machine) {
    boolean gpu =
        machine.device() == DeviceChoice.CUDA
            || machine.device() == DeviceChoice.AUTO && Compute.gpuAvailable();
    if (gpu && !Compute.gpuAvailable()) {
      throw new InvalidInputException(
          "device=cuda: no CUDA device is usable; build with 'mvn package -P gpu', or use device=cpu");
    }
    Precision precision =
        switch (machine.precision()) {
          case AUTO -> gpu ? Precision.BFLOAT16 : Precision.fastest();
          case FLOAT32 -> Precision.FLOAT32;
          case BFLOAT16 -> Precision.BFLOAT16;
        };
    int threads =
        machine.threads() > 0 ? machine.threads() : Runtime.getRuntime().availableProcessors();
    return new MachineConfig(
        precision == Precision.FLOAT32 ? PrecisionChoice.FLOAT32 : PrecisionChoice.BFLOAT16,
        convolution(machine.convolution(), gpu, precision),
        gpu ? DeviceChoice.CUDA : DeviceChoice.CPU,
        threads);
  }

  private static ConvolutionChoice convolution(
      ConvolutionChoice asked, boolean gpu, Precision precision) {
    return asked != ConvolutionChoice.AUTO
        ? asked
        : ConvolutionChoice.valueOf(new Compute(gpu, precision).convolution().name());
  }

  /** Of a resolved machine; sets the number of threads. */
  public static Compute compute(MachineConfig machine) {
    Compute.useThreads(machine.threads());
    return new Compute(
        machine.device() == DeviceChoice.CUDA,
        machine.precision() == PrecisionChoice.FLOAT32 ? Precision.FLOAT32 : Precision.BFLOAT16,
        Convolution.valueOf(machine.convolution().name()));
  }

  public static SeparabilityNetwork network(
      RunConfig config, Variables variables, int channels, int classes) {
    return new SeparabilityNetwork(
        variables.root(),
        backbone(config.network().name(), variables.root(), channels),
        new TreeSet<>(config.network().modules()),
        classes,
        config.network().moduleActivation(),
        Losses.head(config.loss()));
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
    };
  }

  public static Thresholds thresholds(ThresholdConfig threshold, int modules) {
    return new Thresholds(
        new AdaptiveThreshold(
            threshold.start(),
            threshold.window(),
            threshold.factor(),
            threshold.tolerance(),
            threshold.absoluteTolerance()),
        threshold.scope() == ThresholdScope.MODULE,
        modules);
  }

  public static WeightAverage average(
      AverageConfig average, Variables trained, Variables averaged) {
    return new WeightAverage(trained, averaged, average.decay(), average.every());
  }

  public static Optimizer optimizer(TrainingConfig training, Variables variables) {
    OptimizerConfig optimizer = training.optimizer();
    Map<String, Tensor> filters = new LinkedHashMap<>();
    Map<String, Tensor> others = new LinkedHashMap<>();
    Map<String, Double> factors = new LinkedHashMap<>();
    boolean muon = optimizer.name() == OptimizerConfig.Name.MUON;
    variables
        .parameters()
        .forEach(
            (name, parameter) -> {
              (muon && parameter.dim() == 4 ? filters : others).put(name, parameter);
              if (variables.isNormBias(name)) {
                factors.put(name, optimizer.normBias());
              }
            });
    Sgd sgd =
        new Sgd(others, training.momentum(), training.weightDecay(), training.nesterov(), factors);
    return muon
        ? new Muon(
            filters,
            optimizer.muonRate() / training.learningRate().initial(),
            optimizer.muonMomentum(),
            optimizer.muonSteps(),
            sgd)
        : sgd;
  }

  public static LearningRate learningRate(LearningRateConfig rate, long iterations) {
    double end = rate.end() * rate.initial();
    LearningRate schedule =
        switch (rate.schedule()) {
          case CONSTANT -> new LearningRate.Constant(rate.initial());
          case STEP -> new LearningRate.Stepped(rate.initial(), rate.factor(), rate.every());
          case COSINE -> new LearningRate.Cosine(rate.initial(), iterations);
          case LINEAR -> new LearningRate.Linear(rate.initial(), end, rate.warmup(), iterations);
          case ONECYCLE ->
              new LearningRate.OneCycle(
                  rate.oneCycle().start() * rate.initial(),
                  rate.initial(),
                  end,
                  rate.oneCycle().rise(),
                  rate.oneCycle().shape() == OneCycleConfig.Shape.COSINE,
                  iterations);
          case MILESTONES ->
              new LearningRate.Milestones(
                  rate.initial(),
                  rate.factor(),
                  rate.milestones().stream().map(f -> Math.round(f * iterations)).toList());
        };
    return rate.warmup() == 0 ? schedule : new LearningRate.WarmUp(rate.warmup(), schedule);
  }
}
