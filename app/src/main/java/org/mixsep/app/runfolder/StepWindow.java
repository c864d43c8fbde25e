package org.mixsep.app.runfolder;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mixsep.training.StepRecord;
import org.mixsep.training.StepRecord.ModuleRecord;

/**
 * The training steps that a line of the metrics stands for.
 *
 * @param steps at least one
 * @param seconds that they took
 * @param secondsOfRun wall time of the run so far
 */
record StepWindow(List<StepRecord> steps, double seconds, double secondsOfRun) {
  StepRecord last() {
    return steps.get(steps.size() - 1);
  }

  double mean(ToDoubleFunction<StepRecord> value) {
    return steps.stream().mapToDouble(value).average().orElseThrow();
  }

  int images() {
    return steps.stream().mapToInt(StepRecord::images).sum();
  }

  int errors() {
    return steps.stream().mapToInt(StepRecord::errors).sum();
  }

  /** What one module did in these steps. */
  record OfModule(List<ModuleRecord> steps) {
    ModuleRecord last() {
      return steps.get(steps.size() - 1);
    }

    double mean(ToDoubleFunction<ModuleRecord> value) {
      return steps.stream().mapToDouble(value).average().orElseThrow();
    }

    /** Of the distances of all classes in all steps; none where no class had a pair. */
    OptionalDouble distance(Function<DoubleSummaryStatistics, Double> statistic) {
      DoubleSummaryStatistics all =
          steps.stream()
              .flatMapToDouble(step -> Arrays.stream(step.distances()))
              .summaryStatistics();
      return all.getCount() == 0 ? OptionalDouble.empty() : OptionalDouble.of(statistic.apply(all));
    }
  }

  List<OfModule> modules() {
    return IntStream.range(0, last().modules().size())
        .mapToObj(i -> new OfModule(steps.stream().map(step -> step.modules().get(i)).toList()))
        .toList();
  }
}
