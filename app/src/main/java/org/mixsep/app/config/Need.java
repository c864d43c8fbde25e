package org.mixsep.app.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a setting needs of the others, or else a run does not use it.
 *
 * @param governing the setting that decides, where it is a single one
 * @param what values of that one, or else whatever is needed, as it reads after "it needs "
 * @param met whether a configuration has it
 */
record Need(Optional<Setting<?>> governing, String what, Predicate<RunConfig> met) {
  /** Of settings that every run uses. */
  static final Need NOTHING = of("nothing", config -> true);

  static Need of(String what, Predicate<RunConfig> met) {
    return new Need(Optional.empty(), what, met);
  }

  /** Another setting has a value. */
  static <T> Need of(Setting<T> other, T value) {
    return oneOf(other, List.of(value));
  }

  /** Another setting has one of some values. */
  static <T> Need oneOf(Setting<T> other, List<T> values) {
    String names =
        "=" + values.stream().map(other.kind()::format).collect(Collectors.joining(" or "));
    return over(other, names, values::contains);
  }

  /** Another setting has any value but one. */
  static <T> Need other(Setting<T> other, T value) {
    String text = " other than " + other.kind().format(value);
    return over(other, text, found -> !found.equals(value));
  }

  /** A list has an item. */
  static <E> Need item(Setting<List<E>> list, E item) {
    return anyItem(list, List.of(item));
  }

  /** A list has one of some items. */
  static <E> Need anyItem(Setting<List<E>> list, List<E> items) {
    String names =
        items.stream()
            .map(item -> list.kind().format(List.of(item)))
            .collect(Collectors.joining(" or "));
    return over(list, " with " + names, found -> items.stream().anyMatch(found::contains));
  }

  /** Or else a flag is on. */
  Need or(Setting<Boolean> flag) {
    return new Need(
        governing,
        what + " or " + flag.key() + "=on",
        config -> met.test(config) || config.get(flag));
  }

  private static <T> Need over(Setting<T> other, String values, Predicate<T> met) {
    return new Need(Optional.of(other), values, config -> met.test(config.get(other)));
  }

  /**
   * The refusal of a setting that a configuration does not use.
   *
   * @param given as it was written
   */
  String refusal(String given, RunConfig config) {
    return given
        + " would not be used: it needs "
        + governing
            .map(other -> name(other) + what + ", but it is " + other.textIn(config))
            .orElse(what);
  }

  private static String name(Setting<?> setting) {
    return Catalogue.shorthand(setting.key()).orElse(setting.key());
  }
}
