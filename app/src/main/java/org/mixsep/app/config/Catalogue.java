package org.mixsep.app.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;

/** All settings, in the order in which they are listed and written. */
public final class Catalogue {
  private static final List<List<Setting<?>>> GROUPS =
      Stream.of(
              DataSettings.ALL,
              ReadingSettings.ALL,
              PreprocessSettings.ALL,
              AugmentSettings.ALL,
              MixSettings.ALL,
              NetworkSettings.ALL,
              LossSettings.ALL,
              WithinSettings.ALL,
              ThresholdSettings.ALL,
              CenterSettings.ALL,
              RelativesSettings.ALL,
              TrainingSettings.ALL,
              OptimizerSettings.ALL,
              BatchesSettings.ALL,
              LearningRateSettings.ALL,
              AverageSettings.ALL,
              OneCycleSettings.ALL,
              MachineSettings.ALL,
              OutputSettings.ALL)
          .map(Group::settings)
          .toList();

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

  private static final Map<String, Setting<?>> BY_KEY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private Catalogue() {}

  public static List<Setting<?>> all() {
    return ALL;
  }

  /** All settings, those of one class together. */
  static List<List<Setting<?>>> groups() {
    return GROUPS;
  }

  /** Those that belong to something. */
  public static List<Setting<?>> of(Scope scope) {
    return ALL.stream().filter(setting -> setting.scope() == scope).toList();
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
    String shown = Suggestions.shown(key + value.map(text -> "=" + text).orElse(""));
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
    return Suggestions.refusal("unknown setting " + shown + allowed, key, known);
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
