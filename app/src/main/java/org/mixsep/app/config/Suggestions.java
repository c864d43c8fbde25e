package org.mixsep.app.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.mixsep.InvalidInputException;

/** Looks things up by name, and finds the known name that was meant by a mistyped one. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * The nearest of {@code names}, or none where all are far away.
   *
   * <p>Case, hyphens, underscores and dots do not count. The end of a dotted name may stand for the
   * whole ({@code pairDistance}), and so may a longer or shorter form of it ({@code batchSize}).
   */
  public static Optional<String> nearest(String given, Collection<String> names) {
    int limit = limit(plain(given).length());
    String best = null;
    int bestScore = 2 * limit + 1;
    for (String name : names) {
      int score = score(given, name);
      if (score < bestScore) {
        best = name;
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }

  /** As it reads at the end of a refusal: "; did you mean X?", or nothing. */
  public static String hint(Optional<String> nearest) {
    return nearest.map(name -> "; did you mean " + name + "?").orElse("");
  }

  /**
   * The one of some things that a name stands for, whatever its case and hyphens.
   *
   * @param nameOf the plain name of each
   * @param refusal what to say where there is no such name, given the name as it can be shown
   * @throws InvalidInputException that refusal, and the name that was most likely meant
   */
  public static <T> T find(
      String name,
      Collection<T> things,
      Function<T, String> nameOf,
      UnaryOperator<String> refusal) {
    return things.stream()
        .filter(thing -> nameOf.apply(thing).equals(Kinds.plain(name)))
        .findFirst()
        .orElseThrow(
            () -> refusal(refusal.apply(shown(name)), name, things.stream().map(nameOf).toList()));
  }

  /** A refusal of an unknown name, and the one of some names that was most likely meant. */
  public static InvalidInputException refusal(String line, String given, Collection<String> names) {
    return new InvalidInputException(line + hint(nearest(given, names)));
  }

  /** What someone typed as it can stand in a message of one line. */
  public static String shown(String given) {
    return given.replaceAll("\\p{Cntrl}", "?");
  }

  private static int limit(int length) {
    return length <= 1 ? 0 : length <= 3 ? 1 : Math.max(2, length * 2 / 5);
  }

  /** Twice the edit distance, so that an ending that fits can count a little less than all. */
  private static int score(String given, String name) {
    String typed = plain(given);
    String whole = plain(name);
    int score = 2 * distance(typed, whole);
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      score = Math.min(score, 2 * distance(typed, plain(name.substring(dot + 1))) + 1);
    }
    boolean longEnough = Math.min(typed.length(), whole.length()) >= 4;
    if (longEnough && (typed.startsWith(whole) || whole.startsWith(typed))) {
      score = Math.min(score, 4);
    }
    return score;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 ? j : j == 0 ? i : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int cost = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(cost, d[i - 2][j - 2] + 1) : cost;
  }
}
