package org.mixsep.app.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.RunSummary;
import org.mixsep.app.run.Runs;
import org.mixsep.app.runfolder.RunStatus;
import org.mixsep.app.runfolder.RunStatus.Progress;
import org.mixsep.training.NonFiniteException;

/**
 * Does jobs one after another, each in a folder of its own: what is finished or diverged is passed
 * over, what was interrupted is resumed. Several processes may share the work.
 *
 * <p>In this process, not in one for each run: libtorch is loaded and images are prepared once, a
 * signal reaches the run that is under way, and a crash costs no more than the iterations since the
 * last checkpoint, since the same command goes on.
 */
public final class Runner {
  private final Runs runs;
  private final Path folder;
  private final RunListener listener;

  /**
   * @param folder of run folders
   */
  public Runner(Runs runs, Path folder, RunListener listener) {
    this.runs = runs;
    this.folder = folder;
    this.listener = listener;
  }

  /**
   * What came of jobs.
   *
   * @param finished runs that are done, now or earlier
   * @param diverged runs whose loss was not finite, now or earlier
   * @param elsewhere runs that another process is at
   * @param stopped whether a request to stop ended it before its end
   */
  public record Outcome(int finished, int diverged, int elsewhere, boolean stopped) {}

  /** Where a job's run is. */
  public Path path(Job job) {
    return folder.resolve(job.folder());
  }

  /** Does all of them, of equal ones only the first. */
  public Outcome run(List<Job> jobs) {
    List<Job> distinct = distinct(jobs);
    int finished = 0;
    int diverged = 0;
    int elsewhere = 0;
    for (int i = 0; i < distinct.size(); i++) {
      Job job = distinct.get(i);
      Path path = path(job);
      String title = "run %d of %d: %s".formatted(i + 1, distinct.size(), job.label());
      Optional<Progress> progress = RunStatus.isBusy(path) ? Optional.empty() : finish(job, title);
      if (progress.isEmpty()) {
        elsewhere++;
        continue;
      }
      switch (progress.get()) {
        case FINISHED -> finished++;
        case DIVERGED -> diverged++;
        case TO_DO, STARTED -> {
          return new Outcome(finished, diverged, elsewhere, true);
        }
      }
    }
    return new Outcome(finished, diverged, elsewhere, false);
  }

  /** The first of equal jobs each. */
  static List<Job> distinct(List<Job> jobs) {
    Map<String, Job> byFolder = new LinkedHashMap<>();
    jobs.forEach(job -> byFolder.putIfAbsent(job.folder(), job));
    return List.copyOf(byFolder.values());
  }

  /** Where the run stands afterwards; none where another process is at it. */
  private Optional<Progress> finish(Job job, String title) {
    Path path = path(job);
    RunStatus status = RunStatus.of(path);
    if (status.progress() == Progress.FINISHED || status.progress() == Progress.DIVERGED) {
      return Optional.of(status.progress());
    }
    listener.message(title);
    try {
      RunSummary summary =
          status.progress() == Progress.STARTED
              ? runs.resume(path, Optional.empty(), listener)
              : runs.train(
                  job.config().with(OutputSettings.RUN, Optional.of(path)), "reproduce", listener);
      if (summary.outputs().isEmpty()) {
        return Optional.of(Progress.STARTED);
      }
      listener.message(result(summary));
      return Optional.of(Progress.FINISHED);
    } catch (NonFiniteException e) {
      listener.message("diverged, the others go on: " + e.getMessage());
      return Optional.of(Progress.DIVERGED);
    } catch (InvalidInputException e) {
      if (RunStatus.isBusy(path)) { // it was not a moment ago
        return Optional.empty();
      }
      throw e;
    }
  }

  /** On validation images, where some are kept apart: those are to be looked at then. */
  private static String error(RunSummary.OutputError output) {
    boolean validated = output.validationError().isPresent();
    double error = validated ? output.validationError().getAsDouble() : output.testError();
    return "%s error %.2f %%".formatted(validated ? "validation" : "test", 100 * error);
  }

  private static String result(RunSummary summary) {
    return summary.outputs().stream()
        .filter(RunSummary.OutputError::prediction)
        .map(Runner::error)
        .findFirst()
        .orElse("finished");
  }
}
