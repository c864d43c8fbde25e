package org.mixsep.app.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of settings there are: numbers, names, lists of names, folders. */
final class Kinds {
  private Kinds() {}

  /** A whole number in {low..high}. */
  static Kind<Integer> whole(int low, int high) {
    return new Whole(low, high);
  }

  /** One of a few whole numbers. */
  static Kind<Integer> oneOf(Integer... numbers) {
    return new Choice<>(List.of(numbers), n -> Integer.toString(n));
  }

  /** A whole number that starts a random generator. */
  static Kind<Long> seed() {
    return new Seed();
  }

  static Kind<Boolean> flag() {
    return new Flag();
  }

  /** A constant of an enum, written in lower case with hyphens. */
  static <E extends Enum<E>> Kind<E> hyphened(E[] constants) {
    return new Choice<>(List.of(constants), e -> lower(e).replace('_', '-'));
  }

  /** A constant of an enum, written in lower case with underscores. */
  static <E extends Enum<E>> Kind<E> underscored(E[] constants) {
    return new Choice<>(List.of(constants), Kinds::lower);
  }

  /** Constants of an enum, each at most once, between commas. */
  static <E extends Enum<E>> Kind<List<E>> list(E[] constants) {
    return new ChoiceList<>(new Choice<>(List.of(constants), Kinds::lower));
  }

  /** A file or folder, or none. */
  static Kind<Optional<Path>> path() {
    return new PathKind();
  }

  /** The trimmed items between commas; none for an empty text and for "none". */
  static List<String> items(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.equalsIgnoreCase("none")) {
      return List.of();
    }
    return Arrays.stream(trimmed.split(",", -1)).map(String::strip).toList();
  }

  /** Names compare without case, and a hyphen is as good as an underscore. */
  static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private record Whole(int low, int high) implements Kind<Integer> {
    @Override
    public Integer parse(String text) {
      return Integer.valueOf(text.strip());
    }

    @Override
    public boolean admits(Integer value) {
      return value >= low && value <= high;
    }

    @Override
    public String format(Integer value) {
      return value.toString();
    }

    @Override
    public String allowed() {
      return "a whole number from " + low + " to " + high;
    }
  }

  private record Seed() implements Kind<Long> {
    @Override
    public Long parse(String text) {
      return Long.valueOf(text.strip());
    }

    @Override
    public boolean admits(Long value) {
      return value >= 0;
    }

    @Override
    public String format(Long value) {
      return value.toString();
    }

    @Override
    public String allowed() {
      return "a whole number from 0 to " + Long.MAX_VALUE;
    }
  }

  private record Flag() implements Kind<Boolean> {
    @Override
    public Boolean parse(String text) {
      return switch (plain(text)) {
        case "on", "true", "yes" -> true;
        case "off", "false", "no" -> false;
        default -> throw new IllegalArgumentException(text);
      };
    }

    @Override
    public boolean admits(Boolean value) {
      return true;
    }

    @Override
    public String format(Boolean value) {
      return value ? "on" : "off";
    }

    @Override
    public String allowed() {
      return "on, off";
    }
  }

  private record Choice<E>(List<E> values, Function<E, String> text) implements Kind<E> {
    @Override
    public E parse(String given) {
      return values.stream()
          .filter(value -> plain(text.apply(value)).equals(plain(given)))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(given));
    }

    @Override
    public boolean admits(E value) {
      return values.contains(value);
    }

    @Override
    public String format(E value) {
      return text.apply(value);
    }

    @Override
    public String allowed() {
      return String.join(", ", names());
    }

    @Override
    public List<String> names() {
      return values.stream().map(text).toList();
    }
  }

  private record ChoiceList<E>(Choice<E> item) implements Kind<List<E>> {
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
      return values.isEmpty()
          ? "none"
          : values.stream().map(item::format).collect(Collectors.joining(","));
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

  private record PathKind() implements Kind<Optional<Path>> {
    @Override
    public Optional<Path> parse(String text) {
      if (text.isBlank()) {
        return Optional.empty();
      }
      boolean home = text.equals("~") || text.startsWith("~/");
      // In "key=~/folder" the shell leaves the tilde as it is.
      return Optional.of(
          Path.of(home ? System.getProperty("user.home") + text.substring(1) : text));
    }

    @Override
    public boolean admits(Optional<Path> value) {
      return value.isEmpty() || isOneLine(value.get().toString());
    }

    @Override
    public String format(Optional<Path> value) {
      return value.map(Path::toString).orElse("");
    }

    @Override
    public String allowed() {
      return "a path, or nothing";
    }

    private static boolean isOneLine(String path) {
      return !path.isBlank() && path.chars().noneMatch(Character::isISOControl);
    }
  }

  /** The shortest text that reads back as the same number: 0.01, 80000, 1.0E-9. */
  static String format(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-6 && size < 1e9);
    return plain
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
