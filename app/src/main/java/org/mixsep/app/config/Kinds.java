package org.mixsep.app.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;
import org.mixsep.download.Addresses;

/** The kinds of settings there are: numbers, names, lists, folders, addresses. */
final class Kinds {
  private static final String AUTO = "auto";

  private Kinds() {}

  /** A whole number in {low..high}. */
  static Kind<Integer> whole(int low, int high) {
    return new Plain<>(
        text -> Integer.valueOf(text.strip()),
        number -> number >= low && number <= high,
        String::valueOf,
        "a whole number from " + low + " to " + high);
  }

  /** One of a few whole numbers. */
  static Kind<Integer> oneOf(Integer... numbers) {
    return choice(List.of(numbers), String::valueOf);
  }

  private static <E> Kind<E> choice(List<E> values, Function<E, String> text) {
    List<String> names = values.stream().map(text).toList();
    return new Plain<>(
        given -> named(given, values, text),
        values::contains,
        text,
        String.join(", ", names),
        names);
  }

  private static <E> E named(String given, List<E> values, Function<E, String> text) {
    return values.stream()
        .filter(value -> plain(text.apply(value)).equals(plain(given)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(given));
  }

  /** A whole number that starts a random generator. */
  static Kind<Long> seed() {
    return new Plain<>(
        text -> Long.valueOf(text.strip()),
        number -> number >= 0,
        String::valueOf,
        "a whole number from 0 to " + Long.MAX_VALUE);
  }

  static Kind<Boolean> flag() {
    return new Plain<>(Kinds::isOn, value -> true, value -> value ? "on" : "off", "on, off");
  }

  private static boolean isOn(String text) {
    return switch (plain(text)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** A constant of an enum, written in lower case with hyphens. */
  static <E extends Enum<E>> Kind<E> hyphened(Collection<E> constants) {
    return choice(List.copyOf(constants), Kinds::text);
  }

  /** The same, or {@code auto}: none, for the machine to choose. */
  static <E extends Enum<E>> Kind<Optional<E>> orAuto(E[] constants) {
    List<Optional<E>> values =
        Stream.concat(Stream.of(Optional.<E>empty()), Stream.of(constants).map(Optional::of))
            .toList();
    return choice(values, value -> value.map(Kinds::text).orElse(AUTO));
  }

  /** A constant of an enum, written in lower case with underscores. */
  static <E extends Enum<E>> Kind<E> underscored(E[] constants) {
    return choice(List.of(constants), Kinds::lower);
  }

  /** Constants of an enum, each at most once, between commas. */
  static <E extends Enum<E>> Kind<List<E>> list(E[] constants) {
    return new ItemsOnce<>(choice(List.of(constants), Kinds::lower));
  }

  /** So many numbers, between commas. */
  static Kind<List<Double>> listOf(int count, Kind<Double> item) {
    return numbers(
        item,
        values -> values.size() == count,
        "%d numbers between commas, each %s".formatted(count, item.allowed()));
  }

  /** Numbers in ascending order, between commas, or none. */
  static Kind<List<Double>> ascending(Kind<Double> item) {
    return numbers(
        item,
        values -> values.equals(values.stream().sorted().distinct().toList()),
        "none, or a rising list between commas, each " + item.allowed());
  }

  private static Kind<List<Double>> numbers(
      Kind<Double> item, Predicate<List<Double>> together, String allowed) {
    return new Plain<>(
        text -> items(text).stream().map(item::parse).toList(),
        values -> together.test(values) && values.stream().allMatch(item::admits),
        values -> joined(values, item),
        allowed);
  }

  /** A file or folder, or none. */
  static Kind<Optional<Path>> path() {
    return new Plain<>(
        text -> text.isBlank() ? Optional.empty() : Optional.of(Path.of(atHome(text))),
        value -> value.map(Path::toString).stream().allMatch(Kinds::isOneLine),
        value -> value.map(Path::toString).orElse(""),
        "a path, or nothing");
  }

  /** In "key=~/folder" the shell leaves the tilde as it is. */
  private static String atHome(String path) {
    boolean home = path.equals("~") || path.startsWith("~/");
    return home ? System.getProperty("user.home") + path.substring(1) : path;
  }

  private static boolean isOneLine(String path) {
    return !path.isBlank() && path.chars().noneMatch(Character::isISOControl);
  }

  /** The address of a folder on the web, or none. */
  static Kind<Optional<URI>> address() {
    return new Plain<>(
        Kinds::parseAddress,
        value -> value.isEmpty() || parseAddress(value.get().toString()).equals(value),
        value -> value.map(URI::toString).orElse(""),
        "the address of a folder, such as https://host/folder/, or nothing");
  }

  private static Optional<URI> parseAddress(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Addresses.folder(text));
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The trimmed items between commas; none for an empty text and for "none". */
  static List<String> items(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.equalsIgnoreCase("none")) {
      return List.of();
    }
    return Arrays.stream(trimmed.split(",", -1)).map(String::strip).toList();
  }

  private static <E> String joined(List<E> values, Kind<E> item) {
    return values.isEmpty()
        ? "none"
        : values.stream().map(item::format).collect(Collectors.joining(","));
  }

  /** Names compare without case, and a hyphen is as good as an underscore. */
  static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A constant of an enum as settings have it, such as {@code side-by-side}. */
  static String text(Enum<?> constant) {
    return lower(constant).replace('_', '-');
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The shortest text that reads back as the same number: 0.01, 80000, 1.0E-9. */
  static String format(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-6 && size < 1e9);
    return plain
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  /** A kind of four parts, with names to suggest from if it has any. */
  record Plain<T>(
      Function<String, T> parser,
      Predicate<T> range,
      Function<T, String> writer,
      String allowed,
      List<String> names)
      implements Kind<T> {
    Plain(
        Function<String, T> parser,
        Predicate<T> range,
        Function<T, String> writer,
        String allowed) {
      this(parser, range, writer, allowed, List.of());
    }

    @Override
    public T parse(String text) {
      return parser.apply(text);
    }

    @Override
    public boolean admits(T value) {
      return range.test(value);
    }

    @Override
    public String format(T value) {
      return writer.apply(value);
    }
  }

  private record ItemsOnce<E>(Kind<E> item) implements Kind<List<E>> {
    @Override
    public List<E> parse(String given) {
      return items(given).stream().map(item::parse).toList();
    }

    @Override
    public boolean admits(List<E> values) {
      return new HashSet<>(values).size() == values.size();
    }

    @Override
    public String format(List<E> values) {
      return joined(values, item);
    }

    @Override
    public String allowed() {
      return "none, or a list between commas, each at most once, of " + item.allowed();
    }

    @Override
    public Optional<String> nearest(String given) {
      List<String> known = item.names().stream().map(Kinds::plain).toList();
      return items(given).stream()
          .filter(name -> !known.contains(plain(name)))
          .findFirst()
          .flatMap(item::nearest);
    }
  }
}
