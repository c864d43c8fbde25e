package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
