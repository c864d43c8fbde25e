package org.mixsep.app.config;

import org.mixsep.InvalidInputException;

/**
 * One setting of a run. Its declaration, one statement, says all about it: who reads it asks {@link
 * RunConfig#get} for its value.
 *
 * @param key its dotted name, such as {@code loss.within.weight}
 * @param kind what it may be
 * @param usual its value where nobody says otherwise
 * @param scope what it belongs to
 * @param help one line that says what it does
 * @param need what it needs of other settings to be used
 */
public record Setting<T>(String key, Kind<T> kind, T usual, Scope scope, String help, Need need) {

  /**
   * The value that a text stands for.
   *
   * @throws InvalidInputException in one line: key, what was given, what is allowed, what was meant
   */
  T parse(String text) {
    try {
      T value = kind.parse(text);
      if (kind.admits(value)) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(refusal(text), e);
    }
    throw new InvalidInputException(refusal(text));
  }

  /** The text of the value that a text stands for. */
  String canonical(String text) {
    return kind.format(parse(text));
  }

  /**
   * The value itself, where it was not read from a text.
   *
   * @throws InvalidInputException as {@link #parse} does, for what is out of range
   */
  T checked(T value) {
    if (!kind.admits(value)) {
      throw new InvalidInputException(refusal(kind.format(value)));
    }
    return value;
  }

  /** The text of its value where nobody says otherwise. */
  public String defaultText() {
    return kind.format(usual);
  }

  /** The text of this setting's value in a configuration. */
  public String textIn(RunConfig config) {
    return kind.format(config.get(this));
  }

  private String refusal(String given) {
    return "%s=%s is refused; allowed: %s%s"
        .formatted(
            key, Suggestions.shown(given), kind.allowed(), Suggestions.hint(kind.nearest(given)));
  }
}
