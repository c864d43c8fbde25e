package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;

/** Puts a configuration together: defaults, then a preset, then a file, then arguments. */
public final class ConfigSources {
  private ConfigSources() {}

  /**
   * The configuration; what comes later in the parameters counts more.
   *
   * @param preset name of a preset
   * @param file YAML or JSON file of settings
   * @param arguments settings as {@code key=value}; of two of a key the last counts
   * @throws InvalidInputException in one line, for whatever is not allowed
   */
  public static RunConfig resolve(String preset, Optional<Path> file, List<String> arguments) {
    Values values = Values.defaults().with(Presets.named(preset).assignments());
    if (file.isPresent()) {
      values = values.with(ConfigFile.read(file.get()));
    }
    return RunConfig.of(values.with(arguments.stream().map(Assignment::parse).toList()));
  }

  /**
   * The configuration of a run that someone asks for: as {@link #resolve}, and what the file and
   * the arguments set has to be used.
   *
   * <p>A file that names most settings is a listing, such as {@code mixsep presets NAME} and run
   * folders have: nobody asked for each of them. What a file sets beside a setting that an argument
   * changes is overruled by it.
   *
   * @throws InvalidInputException in one line, for whatever is not allowed or would not be used
   */
  public static RunConfig asked(String preset, Optional<Path> file, List<String> arguments) {
    RunConfig config = resolve(preset, file, arguments);
    List<Assignment> typed = arguments.stream().map(Assignment::parse).toList();
    Set<String> changed = keys(typed);
    List<Assignment> written = file.map(ConfigFile::read).orElse(List.of());
    if (2 * written.size() < Catalogue.all().size()) {
      for (Assignment assignment : written) {
        Setting<?> setting = Catalogue.find(assignment.key(), assignment.value());
        Optional<String> governing = setting.need().governing().map(Setting::key);
        if (!changed.contains(setting.key()) && governing.filter(changed::contains).isEmpty()) {
          requireUsed(assignment, List.of(config));
        }
      }
    }
    typed.forEach(assignment -> requireUsed(assignment, List.of(config)));
    return config;
  }

  /**
   * Refuses settings that none of some configurations uses.
   *
   * @param arguments as {@code key=value}
   * @throws InvalidInputException naming the first, with what it needs
   */
  public static void requireUsed(List<String> arguments, List<RunConfig> configs) {
    arguments.stream().map(Assignment::parse).forEach(a -> requireUsed(a, configs));
  }

  private static void requireUsed(Assignment given, List<RunConfig> configs) {
    Setting<?> setting = Catalogue.find(given.key(), given.value());
    // Empty is what paths and addresses are where nobody names one.
    boolean none = given.value().isBlank() && setting.defaultText().isEmpty();
    if (!none && configs.stream().noneMatch(setting.need().met())) {
      String text = Suggestions.shown(given.key() + "=" + given.value());
      throw new InvalidInputException(
          given.origin() + setting.need().refusal(text, configs.get(0)));
    }
  }

  private static Set<String> keys(List<Assignment> assignments) {
    return assignments.stream()
        .map(assignment -> Catalogue.fullKey(assignment.key()))
        .collect(Collectors.toSet());
  }

  /**
   * What arguments set: full key and text of each, as a configuration would write it.
   *
   * @param arguments settings as {@code key=value}; of two of a key the last counts
   * @throws InvalidInputException in one line, for a setting that is unknown or has no such value
   */
  public static Map<String, String> changes(List<String> arguments) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (String argument : arguments) {
      Assignment assignment = Assignment.parse(argument);
      Setting<?> setting = Catalogue.find(assignment.key(), assignment.value());
      changes.put(setting.key(), setting.canonical(assignment.value()));
    }
    return changes;
  }

  /**
   * What arguments set one setting to; its usual value where they do not.
   *
   * @param arguments settings as {@code key=value}
   */
  public static <T> T changed(List<String> arguments, Setting<T> setting) {
    String text = changes(arguments).get(setting.key());
    return text == null ? setting.usual() : setting.parse(text);
  }
}
