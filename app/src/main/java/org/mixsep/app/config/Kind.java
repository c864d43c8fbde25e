package org.mixsep.app.config;

import java.util.List;
import java.util.Optional;

/**
 * What a setting may be: how its text is read and written, which values it admits and how to say
 * so.
 *
 * <p>For every admitted value {@code parse(format(value))} equals it.
 */
public interface Kind<T> {
  /**
   * @throws IllegalArgumentException when the text is no such value; the message is of no interest
   */
  T parse(String text);

  /** Whether a value of the type is in range. */
  boolean admits(T value);

  String format(T value);

  /** What is allowed, as it reads after "allowed: ". */
  String allowed();

  /** Names to suggest from when something near to one of them was given. */
  default List<String> names() {
    return List.of();
  }

  /** The name that was most likely meant by a refused text. */
  default Optional<String> nearest(String text) {
    return Suggestions.nearest(text, names());
  }
}
