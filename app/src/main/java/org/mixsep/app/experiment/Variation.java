package org.mixsep.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.StrongPresets;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.experiment.Item.Arm;
import org.mixsep.app.experiment.Item.Row;

/**
 * How an item's runs differ from the paper's: other images, another recipe, fewer iterations, other
 * settings.
 *
 * @param recipe how networks are trained where the item and the user say nothing else
 * @param changes full key and text of what the user set
 */
public record Variation(Recipe recipe, Map<String, String> changes) {
  /** How networks are trained. */
  public enum Recipe {
    /** As section 4 of the paper says. */
    PAPER,
    /** As the presets say that train well. */
    STRONG
  }

  /** Below this, looking at the test images would take longer than training. */
  private static final long LEAST_EVALUATE_EVERY = 50;

  private static final long LEAST_LOG_EVERY = 10;
  private static final long LEAST_CHECKPOINT_EVERY = 100;

  /**
   * @param settings as {@code key=value}
   * @throws InvalidInputException for a setting that is unknown or has no such value
   */
  public static Variation of(Recipe recipe, List<String> settings) {
    return new Variation(recipe, ConfigSources.changes(settings));
  }

  /** With the paper's recipe. */
  public static Variation of(List<String> settings) {
    return of(Recipe.PAPER, settings);
  }

  /**
   * The configuration of a run: the paper's, fitted to the images, its schedules stretched or
   * squeezed to the number of iterations, then what the user set.
   *
   * @throws InvalidInputException when the user set what the item compares, or settings contradict
   */
  RunConfig apply(Item item, Row row, Arm arm, long seed) {
    changes.forEach(
        (key, text) -> {
          if (item.compared().contains(key) || key.equals("epochs")) {
            throw new InvalidInputException(refusal(item, key, text));
          }
        });
    RunConfig literal = item.literal(row, arm, seed);
    Map<String, String> all = new LinkedHashMap<>(recipe(item, literal));
    RunConfig whole = item.resolve(row, arm, seed, arguments(all));
    all.putAll(fitted(literal));
    all.putAll(scaled(whole));
    all.putAll(changes);
    return item.resolve(row, arm, seed, arguments(all));
  }

  /** Some of an item's runs may leave a setting idle, but not all. */
  void requireUsed(List<RunConfig> configs) {
    ConfigSources.requireUsed(arguments(changes), configs);
  }

  private static String refusal(Item item, String key, String text) {
    if (key.equals("seed")) {
      return "seed=%s is refused: --seeds names the seeds, such as --seeds 1..3".formatted(text);
    }
    if (key.equals("epochs")) {
      return "epochs=%s is refused: --iterations N says how long all runs are".formatted(text);
    }
    String remedy =
        key.equals("network.name") ? "; --only chooses some of its rows" : "; leave it out";
    return "%s=%s is refused: %s compares runs that differ in it%s"
        .formatted(key, text, item.name(), remedy);
  }

  private static List<String> arguments(Map<String, String> settings) {
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, text) -> arguments.add(key + "=" + text));
    return arguments;
  }

  /** The recipe, but for what the item compares. */
  private Map<String, String> recipe(Item item, RunConfig literal) {
    if (recipe == Recipe.PAPER) {
      return Map.of();
    }
    String network = changes.getOrDefault("network.name", NetworkSettings.NAME.textIn(literal));
    Map<String, String> all = new LinkedHashMap<>(StrongPresets.recipe(network));
    if (item.compared().contains("batch")) {
      all.putAll(StrongPresets.forBatch(network, literal.get(TrainingSettings.BATCH)));
    }
    all.keySet().removeIf(key -> item.compared().contains(Catalogue.fullKey(key)));
    return all;
  }

  /** What other images than the paper's ask for. */
  private Map<String, String> fitted(RunConfig literal) {
    String paper = DataSettings.NAME.textIn(literal);
    String ours = changes.getOrDefault("data.name", paper);
    if (ours.equals(paper)) {
      return Map.of();
    }
    Map<String, String> fitted = new LinkedHashMap<>();
    boolean hundred = ours.equals("street-digits") && paper.equals("cifar100");
    fitted.put("data.classes", hundred || ours.equals("cifar100") ? "100" : "10");
    fitted.put("preprocess.zca.rank", "0");
    if (ours.equals("street-digits") || ours.equals("mnist")) {
      fitted.put("augment", "none"); // a mirrored digit is no digit
    }
    return fitted;
  }

  /** Schedules in proportion to the iterations; records are kept at least that far apart. */
  private Map<String, String> scaled(RunConfig literal) {
    long paper = literal.get(TrainingSettings.ITERATIONS);
    long ours = Optional.ofNullable(changes.get("iterations")).map(Long::valueOf).orElse(paper);
    if (ours == paper) {
      return Map.of();
    }
    double share = (double) ours / paper;
    Map<String, String> scaled = new LinkedHashMap<>();
    scale(scaled, literal, "learningRate.every", share, 1);
    scale(scaled, literal, "learningRate.warmup", share, 0);
    if (share < 1) {
      scale(scaled, literal, "evaluate.every", share, Math.min(ours, LEAST_EVALUATE_EVERY));
      scale(scaled, literal, "log.every", share, Math.min(ours, LEAST_LOG_EVERY));
      scale(scaled, literal, "checkpoint.every", share, LEAST_CHECKPOINT_EVERY);
    }
    return scaled;
  }

  private static void scale(
      Map<String, String> scaled, RunConfig literal, String key, double share, long least) {
    long value = Math.round(Long.parseLong(literal.text(key)) * share);
    scaled.put(key, Long.toString(Math.max(least, value)));
  }
}
