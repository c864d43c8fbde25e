package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.app.statistics.PairedComparison;
import org.mixsep.app.statistics.Sample;

/** How comparisons of paired runs read in a table: columns of its own, then these. */
final class Comparisons {
  /** What the columns are. */
  static final String NOTE =
      "Mean and standard deviation over seeds, at the last iteration; the difference is the second"
          + " arm minus the first, with a 95 % confidence interval by Student's t; p-values are"
          + " two-sided, by the paired t-test and by Wilcoxon's signed-rank test.";

  private Comparisons() {}

  static List<String> headers(String... own) {
    return joined(
        List.of(own),
        List.of("first", "second", "difference", "95 % interval", "p (t)", "p (Wilcoxon)"));
  }

  static List<String> row(PairedComparison pairs, String... own) {
    return joined(
        List.of(own),
        List.of(
            spread(pairs.first()),
            spread(pairs.second()),
            Texts.signed(pairs.difference().mean()),
            Texts.signed(pairs.low()) + " to " + Texts.signed(pairs.high()),
            Texts.probability(pairs.tTest()),
            Texts.probability(pairs.wilcoxon())));
  }

  /** Of a single pair, which tells nothing of chance. */
  static List<String> row(double first, double second, String... own) {
    return joined(
        List.of(own),
        List.of(
            Texts.fixed(first),
            Texts.fixed(second),
            Texts.signed(second - first),
            Texts.NONE,
            Texts.NONE,
            Texts.NONE));
  }

  /** Mean and standard deviation; of one value itself. */
  static String spread(Sample sample) {
    return sample.n() == 1
        ? Texts.fixed(sample.mean())
        : Texts.fixed(sample.mean()) + " ± " + Texts.fixed(sample.deviation());
  }

  /** The 95 % confidence interval of a mean, by Student's t; none of one value. */
  static String interval(Sample sample) {
    return sample.n() == 1
        ? Texts.NONE
        : Texts.fixed(sample.mean() - sample.half())
            + " to "
            + Texts.fixed(sample.mean() + sample.half());
  }

  private static List<String> joined(List<String> own, List<String> cells) {
    List<String> all = new ArrayList<>(own);
    all.addAll(cells);
    return all;
  }
}
