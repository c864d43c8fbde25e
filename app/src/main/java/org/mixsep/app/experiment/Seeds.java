package org.mixsep.app.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mixsep.InvalidInputException;

/** Reads lists of seeds. */
public final class Seeds {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:\\.\\.(\\d{1,9}))?");
  private static final int MOST = 1000;

  private Seeds() {}

  /**
   * @param text such as {@code 1..5}, {@code 3} or {@code 1,4,9}
   * @throws InvalidInputException when it is none of these, or names a seed twice
   */
  public static List<Long> parse(String text) {
    List<Long> seeds = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = PART.matcher(part.strip());
      if (!range.matches()) {
        throw refused(text);
      }
      long first = Long.parseLong(range.group(1));
      long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
      if (last < first || last - first >= MOST) {
        throw refused(text);
      }
      if (seeds.size() + last - first >= MOST) {
        throw refused(text);
      }
      for (long seed = first; seed <= last; seed++) {
        seeds.add(seed);
      }
    }
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw refused(text);
    }
    return seeds;
  }

  private static InvalidInputException refused(String text) {
    return new InvalidInputException(
        "seeds '%s' are refused; allowed: a seed, a range such as 1..5, or several between commas, each once, %d at most"
            .formatted(text.replaceAll("\\p{Cntrl}", "?"), MOST));
  }
}
