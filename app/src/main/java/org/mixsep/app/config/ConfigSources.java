package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.List;
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
}
