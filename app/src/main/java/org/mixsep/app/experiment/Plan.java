package org.mixsep.app.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.run.Calibration;
import org.mixsep.app.run.Calibration.Measured;
import org.mixsep.app.runfolder.RunStatus;
import org.mixsep.app.runfolder.RunStatus.Progress;

/**
 * What there is to do, and what it will cost.
 *
 * @param lines one for every distinct job
 * @param free bytes left where the runs go; none where the system does not say
 */
public record Plan(List<Line> lines, OptionalLong free) {
  /** A test image is only passed forward: a third of a training step, and no update. */
  private static final double TEST_IMAGE = 0.3;

  /** Where the number of test images cannot be told without reading them. */
  private static final int SOME_TEST_IMAGES = 2000;

  /** Of a line of metrics.jsonl and its event. */
  private static final long LOG_BYTES = 2500;

  private static final long CHECKPOINTS = 2;

  /**
   * A job, where it stands and what is left of it.
   *
   * @param seconds still to go, 0 when there is nothing to do
   * @param bytes its folder will take in the end
   */
  public record Line(Job job, RunStatus status, double seconds, long bytes) {
    /** Whether there is something to do. */
    public boolean open() {
      return status.progress() == Progress.TO_DO || status.progress() == Progress.STARTED;
    }
  }

  /** Looks at the run folders, and measures each distinct network that has something to do. */
  public static Plan of(List<Job> jobs, Path folder, Calibration calibration) {
    List<Line> lines = new ArrayList<>();
    for (Job job : Runner.distinct(jobs)) {
      RunStatus status = RunStatus.of(folder.resolve(job.folder()));
      Line nothing = new Line(job, status, 0, 0);
      lines.add(nothing.open() ? line(job, status, calibration.of(job.config())) : nothing);
    }
    return new Plan(List.copyOf(lines), free(folder));
  }

  private static Line line(Job job, RunStatus status, Measured measured) {
    RunConfig config = job.config();
    long iterations = config.get(TrainingSettings.ITERATIONS);
    double left = Math.max(0, iterations - status.iteration());
    int every = config.get(OutputSettings.EVALUATE_EVERY);
    double evaluations = 1 + (every == 0 ? 0 : left / every);
    double images =
        left * config.get(TrainingSettings.BATCH) + evaluations * TEST_IMAGE * testImages(config);
    long weightsAndMomentum = 8 * measured.parameters();
    long bytes =
        CHECKPOINTS * (weightsAndMomentum + Calibration.preprocessingBytes(config))
            + LOG_BYTES * (iterations / config.get(OutputSettings.LOG_EVERY));
    return new Line(job, status, images * measured.secondsPerImage(), bytes);
  }

  private static int testImages(RunConfig config) {
    if (config.testImages() > 0) {
      return config.testImages();
    }
    String name = DataSettings.NAME.textIn(config);
    return new DataFolders()
        .sets().stream()
            .filter(set -> set.name().equals(name))
            .mapToInt(set -> set.testImages())
            .findFirst()
            .orElse(SOME_TEST_IMAGES);
  }

  private static OptionalLong free(Path folder) {
    try {
      Path there = folder.toAbsolutePath();
      while (!Files.exists(there)) {
        there = there.getParent();
      }
      return OptionalLong.of(Files.getFileStore(there).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Time still to go. */
  public double seconds() {
    return lines.stream().mapToDouble(Line::seconds).sum();
  }

  /** What the runs that are not finished will take on the disk. */
  public long bytes() {
    return lines.stream().mapToLong(Line::bytes).sum();
  }

  /** How many jobs have something to do. */
  public long open() {
    return lines.stream().filter(Line::open).count();
  }
}
