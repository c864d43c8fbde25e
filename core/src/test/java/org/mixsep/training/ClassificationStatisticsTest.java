package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;
import org.mixsep.training.ClassificationStatistics.Bin;
import org.mixsep.training.ClassificationStatistics.ClassScore;

/** Against values worked out by hand, and against the plainest loops on random probabilities. */
class ClassificationStatisticsTest {

  @Test
  void threeImagesByHand() {
    float[] p = {0.7f, 0.2f, 0.1f, 0.5f, 0.5f, 0, 0.1f, 0.1f, 0.8f};
    ClassificationStatistics s = ClassificationStatistics.of(p, new int[] {0, 1, 2});
    assertEquals(1, s.errors(), "of equal probabilities the first counts");
    assertEquals(1 / 3.0, s.error());
    assertEquals(0, s.topFiveErrors());
    assertEquals(
        -(Math.log(0.7f) + Math.log(0.5f) + Math.log(0.8f)) / 3, s.negativeLogLikelihood());
    // One image in each of three bins: |1 - 0.7|, |0 - 0.5|, |1 - 0.8|.
    assertEquals(1.0 / 3, s.expectedCalibrationError(), 1e-7);
    assertEquals("[[1, 0, 0], [1, 0, 0], [0, 0, 1]]", Arrays.deepToString(s.confusion()));
    assertEquals(
        List.of(
            new ClassScore(1, 2, 0.5, 1, 2.0 / 3),
            new ClassScore(1, 0, 0, 0, 0),
            new ClassScore(1, 1, 1, 1, 1)),
        s.classScores());
    assertEquals(5.0 / 9, s.meanF1(), 1e-12);
  }

  @Test
  void extremes() {
    ClassificationStatistics wrong = ClassificationStatistics.of(new float[] {1, 0}, new int[] {1});
    assertEquals(103.28, wrong.negativeLogLikelihood(), 0.01);
    assertEquals(1, wrong.expectedCalibrationError());
    assertEquals(new Bin(14.0 / 15, 1, 1, 1, 0), wrong.bins().get(14));
    assertThrows(
        InvalidInputException.class, () -> ClassificationStatistics.of(new float[0], new int[0]));
  }

  @ParameterizedTest
  @CsvSource({"1,2,1", "200,3,2", "500,7,3", "1000,20,4"})
  void equalsPlainLoops(int images, int classes, long seed) {
    Random random = new Random(seed);
    int[] labels = random.ints(images, 0, classes).toArray();
    float[] p = new float[images * classes];
    for (int i = 0; i < images; i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        // Few distinct values, so that ties occur.
        p[i * classes + c] = 1 + random.nextInt(12) + (c == labels[i] ? 5 : 0);
        sum += p[i * classes + c];
      }
      for (int c = 0; c < classes; c++) {
        p[i * classes + c] /= (float) sum;
      }
    }
    ClassificationStatistics s = ClassificationStatistics.of(p, labels);
    NaiveStatistics naive = new NaiveStatistics(p, labels, classes);
    assertEquals(images, s.images());
    assertEquals(naive.errorsOfTop(1), s.errors());
    assertEquals(naive.errorsOfTop(5), s.topFiveErrors());
    assertEquals(naive.logLikelihood(), -s.negativeLogLikelihood(), 1e-9);
    assertEquals(naive.calibrationError(15), s.expectedCalibrationError(), 1e-9);
    for (int c = 0; c < classes; c++) {
      assertEquals(naive.precision(c), s.classScores().get(c).precision(), 1e-12);
      assertEquals(naive.recall(c), s.classScores().get(c).recall(), 1e-12);
      double both = naive.precision(c) + naive.recall(c);
      double f1 = both == 0 ? 0 : 2 * naive.precision(c) * naive.recall(c) / both;
      assertEquals(f1, s.classScores().get(c).f1(), 1e-12);
    }
    assertEquals(images, s.bins().stream().mapToInt(Bin::images).sum());
  }

  /** The definitions, one image and one class at a time. */
  private record NaiveStatistics(float[] p, int[] labels, int classes) {
    float of(int image, int c) {
      return p[image * classes + c];
    }

    List<Integer> ranked(int image) {
      return IntStream.range(0, classes)
          .boxed()
          .sorted((a, b) -> Float.compare(of(image, b), of(image, a))) // stable: first of equals
          .toList();
    }

    int errorsOfTop(int k) {
      int errors = 0;
      for (int i = 0; i < labels.length; i++) {
        errors += ranked(i).subList(0, Math.min(k, classes)).contains(labels[i]) ? 0 : 1;
      }
      return errors;
    }

    double logLikelihood() {
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        sum += Math.log(of(i, labels[i]));
      }
      return sum / labels.length;
    }

    double calibrationError(int bins) {
      double sum = 0;
      for (int b = 0; b < bins; b++) {
        double confidence = 0;
        double right = 0;
        for (int i = 0; i < labels.length; i++) {
          int best = ranked(i).get(0);
          double c = of(i, best);
          if (c > (double) b / bins && c <= (b + 1.0) / bins) {
            confidence += c;
            right += best == labels[i] ? 1 : 0;
          }
        }
        sum += Math.abs(right - confidence);
      }
      return sum / labels.length;
    }

    double precision(int c) {
      return ratio(c, i -> ranked(i).get(0) == c);
    }

    double recall(int c) {
      return ratio(c, i -> labels[i] == c);
    }

    private double ratio(int c, java.util.function.IntPredicate among) {
      int[] all = IntStream.range(0, labels.length).filter(among).toArray();
      long both = IntStream.of(all).filter(i -> labels[i] == c && ranked(i).get(0) == c).count();
      return all.length == 0 ? 0 : (double) both / all.length;
    }
  }

  @Test
  void labelsWithoutAClassAndRowsOfTwoLengthsAreRefused() {
    for (int[] labels : new int[][] {{0, 2}, {0, -1}, {0, 0, 1}}) {
      assertThrows(
          IllegalArgumentException.class, () -> ClassificationStatistics.of(new float[4], labels));
      assertThrows(IllegalArgumentException.class, () -> ClassDistances.of(new float[4], labels));
    }
  }
}
