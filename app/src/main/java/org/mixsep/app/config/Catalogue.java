package org.mixsep.app.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;

/** All settings, in the order in which they are listed and written. */
public final class Catalogue {
  private static final List<List<Setting<?>>> GROUPS =
      List.of(
          DataConfig.SETTINGS,
          SetOptions.SETTINGS,
          PreprocessConfig.SETTINGS,
          AugmentConfig.SETTINGS,
          MixConfig.SETTINGS,
          NetworkConfig.SETTINGS,
          LossConfig.SETTINGS,
          WithinConfig.SETTINGS,
          ThresholdConfig.SETTINGS,
          CenterConfig.SETTINGS,
          RelativesConfig.SETTINGS,
          TrainingConfig.SETTINGS,
          OptimizerConfig.SETTINGS,
          BatchesConfig.SETTINGS,
          LearningRateConfig.SETTINGS,
          AverageConfig.SETTINGS,
          OneCycleConfig.SETTINGS,
          MachineConfig.SETTINGS,
          OutputConfig.SETTINGS);

  private static final List<Setting<?>> ALL =
      GROUPS.stream().<Setting<?>>flatMap(List::stream).toList();

  /** What a group's own name stands for: {@code data=cifar10} is {@code data.name=cifar10}. */
  private static final Map<String, String> SHORTHANDS =
      Map.of(
          "data", "data.name",
          "network", "network.name",
          "loss", "loss.name",
          "optimizer", "optimizer.name",
          "batches", "batches.order",
          "learningRate", "learningRate.initial");

  /** Settings that say where a run lies and how it is recorded, not what it is. */
  private static final Set<String> PLACES =
      Set.of("run", "cache", "data.dir", "evaluate.every", "evaluate.views", "checkpoint.every");

  private static final Map<String, Setting<?>> BY_KEY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private Catalogue() {}

  public static List<Setting<?>> all() {
    return ALL;
  }

  /** All settings, those of one record together. */
  static List<List<Setting<?>>> groups() {
    return GROUPS;
  }

  /**
   * Whether a setting decides what a run computes, and not only where it lies and how it is kept.
   */
  public static boolean decides(Setting<?> setting) {
    return !PLACES.contains(setting.key()) && !setting.key().startsWith("log.");
  }

  /** The full key that a key or shorthand stands for; an unknown one stands for itself. */
  public static String fullKey(String key) {
    return SHORTHANDS.getOrDefault(key, key);
  }

  /** The shorthand of a key, if it has one. */
  public static Optional<String> shorthand(String key) {
    return SHORTHANDS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(key))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The settings whose key is {@code name}, or that are in the group {@code name}. */
  public static List<Setting<?>> matching(String name) {
    String group = name.endsWith(".") ? name : name + ".";
    return ALL.stream().filter(s -> s.key().equals(name) || s.key().startsWith(group)).toList();
  }

  /** The refusal of a key that nothing matches, with what was given for it if anything was. */
  public static InvalidInputException unknown(String key, Optional<String> value) {
    String shown = (key + value.map(text -> "=" + text).orElse("")).replaceAll("\\p{Cntrl}", "?");
    if (key.equals("preset")) {
      return new InvalidInputException(
          "unknown setting " + shown + "; a preset is chosen by --preset NAME");
    }
    Optional<String> advice = OtherWords.advice(key);
    if (advice.isPresent()) {
      return new InvalidInputException("unknown setting " + shown + "; " + advice.get());
    }
    String group = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : "";
    List<String> siblings =
        group.isEmpty() ? List.of() : matching(group).stream().map(Setting::key).toList();
    String allowed =
        siblings.isEmpty()
            ? "; allowed: the keys that 'mixsep settings' lists"
            : "; allowed in this group: " + String.join(", ", siblings);
    List<String> known =
        Stream.concat(ALL.stream().map(Setting::key), SHORTHANDS.keySet().stream().sorted())
            .toList();
    return new InvalidInputException(
        "unknown setting " + shown + allowed + Suggestions.hint(Suggestions.nearest(key, known)));
  }

  /** The setting of a key or shorthand. */
  static Setting<?> find(String key, String value) {
    Setting<?> setting = BY_KEY.get(fullKey(key));
    if (setting == null) {
      throw unknown(key, Optional.of(value));
    }
    return setting;
  }
}
