package org.mixsep.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mixsep.InvalidInputException;

/** The presets that come with the program. */
public final class Presets {
  /** What is trained when nobody asks for anything else. */
  public static final String DEFAULT = "street-digits";

  private static final List<String> PAPER_NETWORKS =
      List.of("vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10");

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
                + "'; allowed: street-digits, street-digits-100, cifar10-resnet3-tuned,"
                + " cifar10-nin-multi, cifar100-nin-multi, cifar10-airbench, cifar10-NETWORK-strong and cifar10-NETWORK-LOSS with NETWORK one of "
                + String.join(", ", PAPER_NETWORKS)
                + " and LOSS one of ce, msl, msn ('mixsep presets' lists all)");
  }

  private static List<Preset> make() {
    List<Preset> presets = new ArrayList<>();
    presets.add(streetDigits());
    for (String network : PAPER_NETWORKS) {
      presets.add(
          cifar10(
              network,
              "ce",
              Map.of("modules", "config1", "loss", "cross-entropy"),
              "cross-entropy on block 4: the paper's baseline, settings literal"));
      presets.add(
          cifar10(
              network,
              "msl",
              Map.of("modules", "config1", "loss", "msl"),
              "MSL on block 4, the paper's settings literal; w = 1 trains slowly"));
      presets.add(
          cifar10(
              network,
              "msn",
              Map.of("modules", "config7", "loss", "msl"),
              "MSL on all four blocks, the paper's settings literal; w = 1 trains slowly"));
    }
    presets.add(streetDigits100());
    presets.add(cifar10Tuned());
    presets.addAll(StrongPresets.all());
    presets.add(networkInNetwork("cifar10", Map.of()));
    presets.add(
        networkInNetwork(
            "cifar100", Map.of("data", "cifar100", "data.classes", "100", "batch", "512")));
    return List.copyOf(presets);
  }

  /** Settings under which the loss trains well in minutes on two cores; not the paper's. */
  private static Preset streetDigits() {
    return new Preset(
        DEFAULT,
        "the default: drawn house-number digits, MSL on all four blocks, trained in minutes",
        Map.ofEntries(
            Map.entry("data", "street-digits"),
            Map.entry("preprocess", "standardize"),
            Map.entry("augment", "none"), // a mirrored digit is no digit
            Map.entry("network", "resnet3"),
            Map.entry("modules", "config7"),
            Map.entry("loss", "msl"),
            Map.entry("loss.within.weight", "0.001"),
            Map.entry("iterations", "2000"),
            Map.entry("batch", "128"),
            Map.entry("learningRate", "0.1"),
            Map.entry("learningRate.schedule", "cosine"),
            Map.entry("weightDecay", "0.002"),
            Map.entry("evaluate.every", "500"),
            Map.entry("log.every", "50"),
            Map.entry("checkpoint.every", "500")));
  }

  /** Where MSL beats tuned cross-entropy: docs/results/when-msl-wins.md. */
  private static Preset streetDigits100() {
    return new Preset(
        "street-digits-100",
        "100 classes of 50 drawn images each, MSL on block 4: less error than cross-entropy",
        tuned(
            Map.ofEntries(
                Map.entry("data", "street-digits"),
                Map.entry("data.classes", "100"),
                Map.entry("data.train", "5000"),
                Map.entry("data.test", "4000"),
                Map.entry("augment", "none"), // a mirrored digit is no digit
                Map.entry("network", "resnet1"),
                Map.entry("loss.within.weight", "0.00003"),
                Map.entry("iterations", "2400"),
                Map.entry("batch", "128"),
                Map.entry("learningRate", "0.1"),
                Map.entry("weightDecay", "0.002"),
                Map.entry("log.every", "50"))));
  }

  /** Chosen by validation errors, not the paper's: docs/results/when-msl-wins.md. */
  private static Preset cifar10Tuned() {
    return new Preset(
        "cifar10-resnet3-tuned",
        "resnet3 on CIFAR-10, MSL on block 4, settings tuned: less error in minutes",
        tuned(
            Map.of(
                "data", "cifar10",
                "augment", "flip",
                "network", "resnet3",
                "loss.within.weight", "0.0001",
                "iterations", "1500",
                "weightDecay", "0.0005")));
  }

  /** With what the tuned presets share, where they say nothing else. */
  private static Map<String, String> tuned(Map<String, String> own) {
    Map<String, String> settings =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("preprocess", "standardize"),
                Map.entry("modules", "config1"),
                Map.entry("loss", "msl"),
                Map.entry("batch", "512"),
                Map.entry("learningRate", "0.2"),
                Map.entry("learningRate.schedule", "milestones"),
                Map.entry("learningRate.factor", "0.1"),
                Map.entry("evaluate.every", "500")));
    settings.putAll(own);
    return settings;
  }

  /** The paper's comparator with several losses, under the paper's settings. */
  private static Preset networkInNetwork(String data, Map<String, String> own) {
    Map<String, String> settings =
        new HashMap<>(literal("nin", Map.of("modules", "config1", "loss", "multi-loss")));
    settings.putAll(own);
    return new Preset(
        data + "-nin-multi",
        "network in network on %s, softmax, pairwise ranking and LambdaRank on three heads"
                .formatted(data.toUpperCase(Locale.ROOT).replace("CIFAR", "CIFAR-"))
            + ": the paper's comparator, under its settings",
        settings);
  }

  private static Preset cifar10(
      String network, String loss, Map<String, String> lossSettings, String description) {
    String text = network + " on CIFAR-10, " + description;
    return new Preset("cifar10-" + network + "-" + loss, text, literal(network, lossSettings));
  }

  /** The paper's section 4, read literally. */
  private static Map<String, String> literal(String network, Map<String, String> lossSettings) {
    Map<String, String> settings = new HashMap<>(lossSettings);
    settings.putAll(
        Map.ofEntries(
            Map.entry("data", "cifar10"),
            Map.entry("preprocess", "gcn,zca"),
            Map.entry("augment", "flip"),
            Map.entry("network", network),
            Map.entry("loss.within.weight", "1"),
            Map.entry("iterations", "80000"),
            Map.entry("batch", "128"),
            Map.entry("learningRate", "0.01"),
            Map.entry("learningRate.schedule", "step"),
            Map.entry("learningRate.factor", "0.9"),
            Map.entry("learningRate.every", "20000"),
            Map.entry("momentum", "0.9"),
            Map.entry("weightDecay", "0")));
    return settings;
  }
}
