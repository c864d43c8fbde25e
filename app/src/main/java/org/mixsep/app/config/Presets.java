package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mixsep.InvalidInputException;

/** The presets that come with the program. */
public final class Presets {
  /** What is trained when nobody asks for anything else. */
  public static final String DEFAULT = "street-digits";

  /** What is trained on a folder of one's own pictures. */
  static final String PHOTOGRAPHS = "photographs";

  /** How a network with published weights goes on with them. */
  static final String FINE_TUNE = "fine-tune";

  private static final List<String> PAPER_NETWORKS =
      List.of("vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10");

  /** What the tuned presets share, where they say nothing else. */
  private static final String TUNED =
      "preprocess=standardize modules=config1 loss=msl batch=512 learningRate=0.2"
          + " learningRate.schedule=milestones learningRate.factor=0.1 evaluate.every=500";

  /** The paper's section 4, read literally. */
  private static final String LITERAL =
      "data=cifar10 preprocess=gcn,zca augment=flip loss.within.weight=1 iterations=80000 batch=128"
          + " learningRate=0.01 learningRate.schedule=step learningRate.factor=0.9"
          + " learningRate.every=20000 momentum=0.9 weightDecay=0";

  private static final List<Preset> ALL = make();

  private Presets() {}

  public static List<Preset> all() {
    return ALL;
  }

  /**
   * @throws InvalidInputException for an unknown name, with the nearest known one
   */
  public static Preset named(String name) {
    return Suggestions.find(
        name,
        ALL,
        Preset::name,
        shown ->
            "unknown preset '"
                + shown
                + "'; allowed: street-digits, photographs, fine-tune, street-digits-100, cifar10-resnet3-tuned,"
                + " cifar10-nin-multi, cifar100-nin-multi, cifar10-airbench, cifar10-NETWORK-strong and cifar10-NETWORK-LOSS with NETWORK one of "
                + String.join(", ", PAPER_NETWORKS)
                + " and LOSS one of ce, msl, msn ('mixsep presets' lists all)");
  }

  /**
   * The preset to start from where nobody names one: for a folder of pictures that an argument asks
   * for, where no file says otherwise, one that goes with the network.
   *
   * @param arguments settings as {@code key=value}
   */
  public static String usual(Optional<Path> file, List<String> arguments) {
    Map<String, String> asked = ConfigSources.changes(arguments);
    String folder = DataSettings.NAME.kind().format(DataName.FOLDER);
    if (file.isPresent() || !folder.equals(asked.get(DataSettings.NAME.key()))) {
      return DEFAULT;
    }
    String network = asked.get(NetworkSettings.NAME.key());
    if (network == null) {
      return PHOTOGRAPHS;
    }
    return switch (NetworkSettings.NAME.parse(network).family()) {
      case PUBLISHED -> FINE_TUNE;
      case AIRBENCH -> PHOTOGRAPHS;
      case VGG16, RESNET, RESNET_STRIDED, WRN28_10, WRN28_10_ORIGINAL, NIN -> DEFAULT;
    };
  }

  private static List<Preset> make() {
    List<Preset> presets = new ArrayList<>();
    presets.add(streetDigits());
    for (String network : PAPER_NETWORKS) {
      presets.add(
          cifar10(
              network,
              "ce",
              "modules=config1 loss=cross-entropy",
              "cross-entropy on block 4: the paper's baseline, settings literal"));
      presets.add(
          cifar10(
              network,
              "msl",
              "modules=config1 loss=msl",
              "MSL on block 4, the paper's settings literal; w = 1 trains slowly"));
      presets.add(
          cifar10(
              network,
              "msn",
              "modules=config7 loss=msl",
              "MSL on all four blocks, the paper's settings literal; w = 1 trains slowly"));
    }
    presets.add(photographs());
    presets.add(fineTune());
    presets.add(streetDigits100());
    presets.add(cifar10Tuned());
    presets.addAll(StrongPresets.all());
    presets.add(networkInNetwork("cifar10", ""));
    presets.add(networkInNetwork("cifar100", "data=cifar100 data.classes=100 batch=512"));
    return List.copyOf(presets);
  }

  /**
   * Settings under which the loss trains well in minutes on two cores; not the paper's. A mirrored
   * digit is no digit, so images are not augmented.
   */
  private static Preset streetDigits() {
    return new Preset(
        DEFAULT,
        "the default: drawn house-number digits, MSL on all four blocks, trained in minutes",
        Preset.settings(
            "data=street-digits preprocess=standardize augment=none",
            "network=resnet3 modules=config7 loss=msl loss.within.weight=0.001",
            "iterations=2000 batch=128 learningRate=0.1 learningRate.schedule=cosine",
            "weightDecay=0.002 evaluate.every=500 log.every=50 checkpoint.every=500"));
  }

  /** A fast network at its recipe, for as long as two cores need for two minutes or so. */
  private static Preset photographs() {
    Map<String, String> settings = new HashMap<>(StrongPresets.recipe("airbench"));
    settings.remove("iterations"); // epochs say how long
    settings.putAll(
        Preset.settings(
            "data=folder modules=config1 loss=cross-entropy",
            "batch=500 batch.leastPerEpoch=4 epochs=18 epochs.leastImages=16000",
            "evaluate.every=0 checkpoint.every=100"));
    return new Preset(
        PHOTOGRAPHS,
        "a folder of your own pictures, in a few minutes; what data=folder takes by itself",
        settings);
  }

  /** Small steps, as is usual from weights that see already (Kornblith et al., CVPR 2019). */
  private static Preset fineTune() {
    return new Preset(
        FINE_TUNE,
        "pictures of your own by a network with published weights, such as init=resnet18.a1_in1k",
        Preset.settings(
            "data=folder data.height=224 data.width=224 preprocess=imagenet",
            "augment=flip,crop augment.crop.padding=16 augment.crop.fill=reflect",
            "network=resnet18 modules=config1 loss=cross-entropy loss.labelSmoothing=0.1",
            "batch=32 batch.leastPerEpoch=4 epochs=10 epochs.leastImages=3200",
            "learningRate=0.005 learningRate.schedule=cosine nesterov=on",
            "weightDecay=0.0001 weightDecay.of=weights",
            "evaluate.every=0 checkpoint.every=100 log.every=10"));
  }

  /** Where MSL beats tuned cross-entropy: docs/results/when-msl-wins.md. */
  private static Preset streetDigits100() {
    return new Preset(
        "street-digits-100",
        "100 classes of 50 drawn images each, MSL on block 4: less error than cross-entropy",
        Preset.settings(
            TUNED,
            "data=street-digits data.classes=100 data.train=5000 data.test=4000 augment=none",
            "network=resnet1 loss.within.weight=0.00003 iterations=2400 batch=128",
            "learningRate=0.1 weightDecay=0.002 log.every=50"));
  }

  /** Chosen by validation errors, not the paper's: docs/results/when-msl-wins.md. */
  private static Preset cifar10Tuned() {
    return new Preset(
        "cifar10-resnet3-tuned",
        "resnet3 on CIFAR-10, MSL on block 4, settings tuned: less error in minutes",
        Preset.settings(
            TUNED,
            "data=cifar10 augment=flip network=resnet3 loss.within.weight=0.0001",
            "iterations=1500 weightDecay=0.0005"));
  }

  /** The paper's comparator with several losses, under the paper's settings. */
  private static Preset networkInNetwork(String data, String own) {
    return new Preset(
        data + "-nin-multi",
        "network in network on %s, softmax, pairwise ranking and LambdaRank on three heads"
                .formatted(data.toUpperCase(Locale.ROOT).replace("CIFAR", "CIFAR-"))
            + ": the paper's comparator, under its settings",
        Preset.settings(LITERAL, "network=nin modules=config1 loss=multi-loss", own));
  }

  private static Preset cifar10(
      String network, String loss, String lossSettings, String description) {
    return new Preset(
        "cifar10-" + network + "-" + loss,
        network + " on CIFAR-10, " + description,
        Preset.settings(LITERAL, "network=" + NetworkName.ofPaper(network), lossSettings));
  }
}
