package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mixsep.app.config.DataName;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.LossName;
import org.mixsep.app.config.LossSettings;
import org.mixsep.app.config.NetworkName;
import org.mixsep.app.config.RunConfig;

/**
 * The test errors that the paper reports, in percent, and the settings that it reports them for.
 *
 * <p>Source: T. D. Do, C.-B. Jin, V. H. Nguyen, H. Kim, "Mixture separability loss in a deep
 * convolutional network for image classification", Figs. 3 to 5 and 7, Tables 2 and 3.
 */
public final class PaperNumbers {
  private static final String CE = "cross-entropy";
  private static final String MSL = "msl";
  private static final String MULTI = "multi-loss";
  private static final List<Entry> ALL = make();

  /** Of the paper's private gender set: no folder of pictures here is known to be that. */
  private static final List<Entry> GENDER = gender();

  private PaperNumbers() {}

  /**
   * One number of the paper.
   *
   * @param item where it stands, such as {@code Fig. 3}
   * @param percent test error
   * @param settings what a run must have to be compared with it
   */
  public record Entry(String item, double percent, Map<String, String> settings) {
    public Entry {
      settings = Map.copyOf(settings);
    }

    boolean fits(RunConfig config) {
      return settings.entrySet().stream()
          .allMatch(s -> s.getValue().equals(config.text(s.getKey())));
    }
  }

  /** All numbers that a run can be compared with. */
  static List<Entry> fitting(RunConfig config) {
    return ALL.stream().filter(entry -> entry.fits(config)).toList();
  }

  /**
   * The number of the paper's own run with a configuration.
   *
   * @param item preferred where the paper has it in several places
   */
  public static Optional<Entry> of(String item, RunConfig literal) {
    List<Entry> fitting =
        Stream.concat(ALL.stream(), GENDER.stream()).filter(entry -> entry.fits(literal)).toList();
    return fitting.stream()
        .filter(entry -> entry.item().equals(item))
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  /**
   * What a run has otherwise than section 4 of the paper, as {@code key value (the paper's)}; empty
   * where it follows the paper.
   */
  static List<String> departures(RunConfig config) {
    List<String> departures = new ArrayList<>();
    new TreeMap<>(training(config))
        .forEach(
            (key, paper) -> {
              String ours = config.text(key);
              if (!ours.equals(paper)) {
                departures.add("%s %s (paper %s)".formatted(key, Texts.shown(ours), paper));
              }
            });
    return departures;
  }

  private static Map<String, String> training(RunConfig config) {
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "iterations", "80000",
                "learningRate.initial", "0.01",
                "learningRate.schedule", "step",
                "learningRate.factor", "0.9",
                "learningRate.every", "20000",
                "momentum", "0.9",
                "weightDecay", "0",
                "preprocess", "gcn,zca",
                "augment", "flip",
                "data.train", "0"));
    settings.put("data.labelNoise", "0");
    settings.put("nesterov", "off");
    settings.put("loss.labelSmoothing", "0");
    settings.put("learningRate.warmup", "0");
    settings.put("average.decay", "0");
    if (config.get(LossSettings.NAME) == LossName.MSL) {
      settings.put("loss.within.weight", "1");
      settings.put("loss.within.memory", "0");
    }
    boolean hundred = config.get(DataSettings.NAME) == DataName.CIFAR100;
    if (!hundred) {
      settings.put("batch", "128");
    }
    return settings;
  }

  private static List<Entry> make() {
    List<Entry> all = new ArrayList<>();
    figure(
        all,
        "Fig. 3",
        "cifar10",
        CE,
        "128",
        Map.of(
            "vgg16",
            7.55,
            "resnet3",
            7.45,
            "resnet9",
            6.97,
            "resnet-k18",
            6.43,
            "resnet25",
            5.97,
            "wrn28-10",
            4.00));
    figure(
        all,
        "Fig. 3",
        "cifar10",
        MSL,
        "128",
        Map.of(
            "vgg16", 7.11, "resnet3", 7.07, "resnet9", 6.25, "resnet25", 5.48, "wrn28-10", 3.72));
    figure(all, "Fig. 3", "cifar10", MULTI, "128", Map.of("nin", 8.81));
    figure(all, "Fig. 4", "cifar100", MULTI, "512", Map.of("nin", 31.47));
    figure(
        all,
        "Fig. 4",
        "cifar100",
        CE,
        "512",
        Map.of(
            "nin",
            33.53,
            "vgg16",
            31.85,
            "resnet3",
            31.61,
            "resnet9",
            27.01,
            "resnet-k18",
            26.80,
            "wrn28-10",
            19.25));
    figure(
        all,
        "Fig. 4",
        "cifar100",
        MSL,
        "512",
        Map.of("vgg16", 30.53, "resnet3", 30.28, "wrn28-10", 18.29));
    figure(
        all,
        "Fig. 5",
        "svhn",
        CE,
        "128",
        Map.of(
            "resnet3",
            2.25,
            "resnet9",
            2.21,
            "resnet-k18",
            2.18,
            "resnet25",
            2.14,
            "wrn28-10",
            1.81));
    figure(all, "Fig. 5", "svhn", MSL, "128", Map.of("vgg16", 1.92, "wrn28-10", 1.64));
    double[] table2 = {31.25, 30.98, 31.04, 31.08, 30.61, 30.65, 30.53};
    for (int i = 0; i < table2.length; i++) {
      vgg(all, "Table 2", MSL, "512", "config" + (i + 1), table2[i]);
    }
    String[] batches = {"64", "128", "256", "512"};
    double[] crossEntropy = {31.82, 31.81, 31.84, 31.85};
    double[] msl = {31.83, 31.77, 31.06, 30.53};
    for (int i = 0; i < batches.length; i++) {
      vgg(all, "Table 3", CE, batches[i], "config1", crossEntropy[i]);
      vgg(all, "Table 3", MSL, batches[i], "config1", msl[i]);
    }
    return List.copyOf(all);
  }

  private static List<Entry> gender() {
    List<Entry> all = new ArrayList<>();
    Map<String, Double> crossEntropy = Map.of("vgg16", 9.45, "resnet25", 7.02, "wrn28-10", 6.48);
    Map<String, Double> msl = Map.of("vgg16", 8.82, "resnet25", 6.21, "wrn28-10", 5.98);
    figure(all, "Fig. 7", "folder", CE, "128", crossEntropy);
    figure(all, "Fig. 7", "folder", MSL, "128", msl);
    return List.copyOf(all);
  }

  /** A figure's batch size is checked as a departure where the paper has one size for the set. */
  private static void figure(
      List<Entry> all,
      String item,
      String data,
      String loss,
      String batch,
      Map<String, Double> errors) {
    Map<String, String> settings = new TreeMap<>(Map.of("data.name", data, "loss.name", loss));
    if (batch.equals("512")) {
      settings.put("batch", batch); // Table 3 has other sizes for the same set
    }
    new TreeMap<>(errors)
        .forEach(
            (network, percent) -> {
              Map<String, String> full = new TreeMap<>(settings);
              full.put("network.name", NetworkName.ofPaper(network));
              all.add(new Entry(item, percent, full));
            });
  }

  private static void vgg(
      List<Entry> all, String item, String loss, String batch, String modules, double percent) {
    all.add(
        new Entry(
            item,
            percent,
            Map.of(
                "data.name", "cifar100",
                "network.name", "vgg16",
                "loss.name", loss,
                "batch", batch,
                "modules", modules)));
  }
}
