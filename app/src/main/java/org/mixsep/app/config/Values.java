package org.mixsep.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mixsep.InvalidInputException;

/** The text of every setting, checked: what a configuration is made from. Immutable. */
final class Values {
  private final Map<String, String> texts;

  private Values(Map<String, String> texts) {
    this.texts = texts;
  }

  static Values defaults() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Setting<?> setting : Catalogue.all()) {
      texts.put(setting.key(), setting.defaultText());
    }
    return new Values(texts);
  }

  /**
   * These values with some changed; where a key is named twice, the last counts.
   *
   * @throws InvalidInputException for an unknown key and for a value that is not allowed
   */
  Values with(Iterable<Assignment> assignments) {
    Map<String, String> changed = new LinkedHashMap<>(texts);
    for (Assignment assignment : assignments) {
      try {
        Setting<?> setting = Catalogue.find(assignment.key(), assignment.value());
        setting.parse(assignment.value());
        changed.put(setting.key(), assignment.value());
      } catch (InvalidInputException e) {
        throw new InvalidInputException(assignment.origin() + e.getMessage(), e);
      }
    }
    return new Values(changed);
  }

  <T> T get(Setting<T> setting) {
    return setting.parse(texts.get(setting.key()));
  }
}
