package org.mixsep.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Presets that train well in at most 24 epochs of 50,000 images, not the paper's: with
 * cross-entropy on block 4, and the same with MSL.
 */
public final class StrongPresets {
  /** Networks that have such a preset. */
  public static final List<String> NETWORKS =
      List.of("resnet3-strided", "resnet9-strided", "vgg16", "wrn28-10-original", "airbench");

  private static final String WITHIN_WEIGHT = "0.0001";
  private static final int IMAGES = 50_000;
  private static final int BATCH = 128;

  private StrongPresets() {}

  static List<Preset> all() {
    List<Preset> presets = new ArrayList<>();
    for (String data : List.of("cifar10", "cifar100")) {
      for (String network : NETWORKS) {
        String name = network.equals("airbench") ? network : network + "-strong";
        presets.addAll(withBothLosses(data, name, recipe(network)));
      }
    }
    return presets;
  }

  /**
   * How a network is trained well, by full or short keys: all but images, loss and modules. Of
   * networks without a preset, as the residual ones are.
   */
  public static Map<String, String> recipe(String network) {
    Map<String, String> recipe =
        new HashMap<>(network.equals("airbench") ? airbench() : strong(network, BATCH));
    recipe.put("network", network);
    recipe.put("loss.within.weight", WITHIN_WEIGHT);
    return recipe;
  }

  /**
   * What of a recipe changes with the batch: as many epochs, a rate in proportion (Goyal et al.).
   */
  public static Map<String, String> forBatch(String network, int batch) {
    Map<String, String> all = strong(network, batch);
    return Map.of(
        "batch", all.get("batch"),
        "iterations", all.get("iterations"),
        "learningRate", all.get("learningRate"),
        "learningRate.warmup", all.get("learningRate.warmup"));
  }

  private static List<Preset> withBothLosses(
      String data, String name, Map<String, String> settings) {
    Map<String, String> msl = new HashMap<>(settings);
    msl.put("data", data);
    msl.put("modules", "config1");
    msl.put("loss", "msl");
    Map<String, String> crossEntropy = new HashMap<>(msl);
    crossEntropy.put("loss", "cross-entropy");
    crossEntropy.remove("loss.within.weight");
    String text = "%s on %s, %s on block 4; a recipe that trains well, not the paper's";
    String network = settings.get("network");
    String set = data.equals("cifar10") ? "CIFAR-10" : "CIFAR-100";
    return List.of(
        new Preset(data + "-" + name, text.formatted(network, set, "cross-entropy"), crossEntropy),
        new Preset(data + "-" + name + "-msl", text.formatted(network, set, "MSL"), msl));
  }

  /** Zagoruyko and Komodakis's augmentation, Nesterov's momentum, half a cosine. */
  private static Map<String, String> strong(String network, int batch) {
    boolean residual = network.startsWith("resnet");
    int epoch = IMAGES / batch;
    int iterations = (residual ? 24 : 20) * epoch;
    double rate = (residual ? 0.2 : 0.1) * batch / BATCH;
    return Preset.settings(
        "preprocess=standardize augment=flip,crop augment.crop.fill=reflect",
        "learningRate.schedule=cosine nesterov=on weightDecay=0.0005 weightDecay.of=weights",
        "iterations=%d batch=%d learningRate=%s".formatted(iterations, batch, rate),
        "learningRate.warmup=%d evaluate.every=%d".formatted(iterations / 20, 4 * epoch));
  }

  /** Jordan's airbench94_muon (2024), eight epochs. */
  private static Map<String, String> airbench() {
    return Preset.settings(
        "preprocess=standardize augment=flip,crop augment.flip=alternating",
        "augment.crop.padding=2 augment.crop.fill=reflect loss.labelSmoothing=0.2",
        "iterations=200 batch=2000 optimizer=muon optimizer.normBias=5000",
        "learningRate=0.02 learningRate.schedule=linear momentum=0.85 nesterov=on weightDecay=0.2",
        "evaluate.every=50 log.every=10 checkpoint.every=50");
  }
}
