package org.mixsep.app.config;

import java.util.function.Function;
import org.mixsep.InvalidInputException;

/**
 * One setting of a run.
 *
 * @param key its dotted name, such as {@code loss.within.weight}
 * @param kind what it may be
 * @param defaultText its value where nobody says otherwise
 * @param in where it lies in a configuration
 * @param help one line that says what it does
 * @param need what it needs of other settings to be used
 */
public record Setting<T>(
    String key,
    Kind<T> kind,
    String defaultText,
    Function<RunConfig, T> in,
    String help,
    Need need) {

  /** Of a setting that every run uses. */
  Setting(String key, Kind<T> kind, String defaultText, Function<RunConfig, T> in, String help) {
    this(key, kind, defaultText, in, help, Need.NOTHING);
  }

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

  /** The value itself, for the constructors of records: they refuse what a text may not say. */
  T checked(T value) {
    if (!kind.admits(value)) {
      throw new InvalidInputException(refusal(kind.format(value)));
    }
    return value;
  }

  /** The text of this setting's value in a configuration. */
  public String textIn(RunConfig config) {
    return kind.format(in.apply(config));
  }

  private String refusal(String given) {
    String shown = given.replaceAll("\\p{Cntrl}", "?");
    return key
        + "="
        + shown
        + " is refused; allowed: "
        + kind.allowed()
        + Suggestions.hint(kind.nearest(given));
  }
}
