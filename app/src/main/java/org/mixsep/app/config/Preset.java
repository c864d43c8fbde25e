package org.mixsep.app.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A named choice of settings.
 *
 * @param description one line for the list of presets
 * @param settings key and text of those that differ from the defaults or are worth naming
 */
public record Preset(String name, String description, Map<String, String> settings) {
  public Preset {
    settings = Map.copyOf(settings);
  }

  /**
   * Settings from texts of several {@code key=value} with spaces between them; what comes later
   * counts more.
   */
  static Map<String, String> settings(String... texts) {
    Map<String, String> settings = new HashMap<>();
    for (String word : String.join(" ", texts).strip().split("\\s+")) {
      Assignment assignment = Assignment.parse(word);
      settings.put(assignment.key(), assignment.value());
    }
    return settings;
  }

  List<Assignment> assignments() {
    String origin = "preset " + name + ": ";
    return settings.entrySet().stream()
        .map(entry -> new Assignment(entry.getKey(), entry.getValue(), origin))
        .toList();
  }

  /** The whole configuration that this preset stands for. */
  public RunConfig config() {
    return RunConfig.of(Values.defaults().with(assignments()));
  }
}
