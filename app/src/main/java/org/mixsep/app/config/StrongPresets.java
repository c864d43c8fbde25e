package org.mixsep.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Presets that train well in at most 24 epochs, not the paper's: with cross-entropy on block 4, and
 * the same with MSL.
 */
final class StrongPresets {
  private static final String WITHIN_WEIGHT = "0.0001";

  /** What is trained, and how long. */
  private record Network(String name, int epochs, String learningRate) {}

  private static final List<Network> NETWORKS =
      List.of(
          new Network("resnet3-strided", 24, "0.2"),
          new Network("resnet9-strided", 24, "0.2"),
          new Network("vgg16", 20, "0.1"),
          new Network("wrn28-10-original", 20, "0.1"));

  private StrongPresets() {}

  static List<Preset> all() {
    List<Preset> presets = new ArrayList<>();
    for (String data : List.of("cifar10", "cifar100")) {
      for (Network network : NETWORKS) {
        presets.addAll(withBothLosses(data, network.name + "-strong", strong(network)));
      }
      presets.addAll(withBothLosses(data, "airbench", airbench()));
    }
    return presets;
  }

  private static List<Preset> withBothLosses(
      String data, String name, Map<String, String> settings) {
    Map<String, String> crossEntropy = new HashMap<>(settings);
    crossEntropy.put("data", data);
    crossEntropy.put("loss", "cross-entropy");
    Map<String, String> msl = new HashMap<>(crossEntropy);
    msl.put("loss", "msl");
    msl.put("loss.within.weight", WITHIN_WEIGHT);
    String text = "%s on %s, %s on block 4; a recipe that trains well, not the paper's";
    String network = settings.get("network");
    String set = data.equals("cifar10") ? "CIFAR-10" : "CIFAR-100";
    return List.of(
        new Preset(data + "-" + name, text.formatted(network, set, "cross-entropy"), crossEntropy),
        new Preset(data + "-" + name + "-msl", text.formatted(network, set, "MSL"), msl));
  }

  /** Zagoruyko and Komodakis's augmentation, Nesterov's momentum, half a cosine. */
  private static Map<String, String> strong(Network network) {
    int iterations = network.epochs * 390; // of 128 images, of 50,000
    return Map.ofEntries(
        Map.entry("preprocess", "standardize"),
        Map.entry("augment", "flip,crop"),
        Map.entry("augment.crop.fill", "reflect"),
        Map.entry("network", network.name),
        Map.entry("modules", "config1"),
        Map.entry("iterations", String.valueOf(iterations)),
        Map.entry("batch", "128"),
        Map.entry("learningRate", network.learningRate),
        Map.entry("learningRate.schedule", "cosine"),
        Map.entry("learningRate.warmup", String.valueOf(iterations / 20)),
        Map.entry("nesterov", "on"),
        Map.entry("weightDecay", "0.0005"),
        Map.entry("weightDecay.of", "weights"),
        Map.entry("evaluate.every", String.valueOf(4 * 390)));
  }

  /** Jordan's airbench94_muon (2024), eight epochs. */
  private static Map<String, String> airbench() {
    return Map.ofEntries(
        Map.entry("preprocess", "standardize"),
        Map.entry("augment", "flip,crop"),
        Map.entry("augment.flip", "alternating"),
        Map.entry("augment.crop.padding", "2"),
        Map.entry("augment.crop.fill", "reflect"),
        Map.entry("network", "airbench"),
        Map.entry("modules", "config1"),
        Map.entry("loss.labelSmoothing", "0.2"),
        Map.entry("iterations", "200"),
        Map.entry("batch", "2000"),
        Map.entry("optimizer", "muon"),
        Map.entry("optimizer.normBias", "5000"),
        Map.entry("learningRate", "0.02"),
        Map.entry("learningRate.schedule", "linear"),
        Map.entry("momentum", "0.85"),
        Map.entry("nesterov", "on"),
        Map.entry("weightDecay", "0.2"),
        Map.entry("evaluate.every", "50"),
        Map.entry("log.every", "10"),
        Map.entry("checkpoint.every", "50"));
  }
}
