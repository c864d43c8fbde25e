package org.mixsep.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mixsep.InvalidInputException;

/** A value for every setting, each in its range; whether they fit together is not asked here. */
record Values(Map<Setting<?>, Object> bySetting) {
  /** Those of settings that nobody has set. */
  static Values defaults() {
    Map<Setting<?>, Object> values = new LinkedHashMap<>();
    Catalogue.all().forEach(setting -> values.put(setting, setting.usual()));
    return new Values(values);
  }

  /**
   * These values with some changed; where a key is named twice, the last counts.
   *
   * @throws InvalidInputException for an unknown key and for a value that is not allowed
   */
  Values with(Iterable<Assignment> assignments) {
    Map<Setting<?>, Object> changed = new LinkedHashMap<>(bySetting);
    for (Assignment assignment : assignments) {
      try {
        Setting<?> setting = Catalogue.find(assignment.key(), assignment.value());
        changed.put(setting, setting.parse(assignment.value()));
        if (setting == TrainingSettings.ITERATIONS) { // another word on how long, the later counts
          changed.put(TrainingSettings.EPOCHS, TrainingSettings.EPOCHS.usual());
        }
      } catch (InvalidInputException e) {
        throw new InvalidInputException(assignment.origin() + e.getMessage(), e);
      }
    }
    return new Values(changed);
  }

  /**
   * These values with one changed.
   *
   * @throws InvalidInputException for a value out of range
   */
  <T> Values with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> changed = new LinkedHashMap<>(bySetting);
    changed.put(setting, setting.checked(value));
    return new Values(changed);
  }

  /**
   * The value of a setting.
   *
   * @throws IllegalArgumentException when the catalogue lacks the class that declares it
   */
  @SuppressWarnings("unchecked") // only values of a setting's own type are put in for it
  <T> T get(Setting<T> setting) {
    Object value = bySetting.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting.key() + " is not in the catalogue");
    }
    return (T) value;
  }
}
