package org.mixsep.app.config;

import org.mixsep.InvalidInputException;

/**
 * A setting and the text it is to have.
 *
 * @param key a full key or a shorthand of one
 * @param origin where this was read, as a prefix of messages such as {@code "my.yaml line 3: "}, or
 *     empty for the command line
 */
record Assignment(String key, String value, String origin) {

  /** Reads {@code key=value} as it is typed on the command line. */
  static Assignment parse(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw new InvalidInputException(
          "'"
              + Suggestions.shown(argument)
              + "' is not a setting; expected key=value, such as network=resnet9"
              + " ('mixsep settings' lists all keys)");
    }
    return new Assignment(
        argument.substring(0, equals).strip(), argument.substring(equals + 1), "");
  }
}
