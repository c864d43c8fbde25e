package org.mixsep.app.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.runfolder.ErrorLine;
import org.mixsep.app.runfolder.HeldOut;
import org.mixsep.app.runfolder.Metric;
import org.mixsep.app.runfolder.MetricsLine;
import org.mixsep.app.runfolder.MetricsTail;
import org.mixsep.app.runfolder.Output;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.StepLine;

/** How far a run is, for a list of many: reads what was added since the last look, keeps little. */
public final class RunProgress {
  private static final String TEST = '"' + HeldOut.TEST.key() + '"';

  private final RunFolder folder;
  private final MetricsTail tail;
  private final RunConfig config;
  private long iteration;
  private OptionalDouble error = OptionalDouble.empty();
  private OptionalDouble imagesPerSecond = OptionalDouble.empty();

  /**
   * @param folder a run folder
   * @throws InvalidInputException when its configuration cannot be read
   */
  public RunProgress(Path folder) {
    this.folder = new RunFolder(folder);
    this.tail = new MetricsTail(folder);
    this.config = FlatYaml.read(this.folder.config());
  }

  /**
   * Reads on.
   *
   * @throws IOException when the records cannot be read
   */
  public void update() throws IOException {
    MetricsTail.News news = tail.next();
    if (news.anew()) {
      iteration = 0;
      error = OptionalDouble.empty();
      imagesPerSecond = OptionalDouble.empty();
    }
    List<String> lines = news.lines();
    for (int i = 0; i < lines.size(); i++) {
      // Most lines are neither the last ones nor of a test: they need not be understood.
      if (i >= lines.size() - 2 || lines.get(i).contains(TEST)) {
        MetricsLine.parse(lines.get(i)).ifPresent(this::take);
      }
    }
  }

  private void take(MetricsLine line) {
    iteration = Math.max(iteration, line.iteration());
    if (line instanceof ErrorLine measured) {
      error = measured.errors().test().percent(Output.prediction(config));
    } else if (line instanceof StepLine step) {
      imagesPerSecond = step.value(Metric.IMAGES_PER_SECOND);
    }
  }

  /** Whether the run was seen to its end. */
  public boolean finished() {
    return folder.isFinished();
  }

  /** The last iteration that was recorded. */
  public long iteration() {
    return iteration;
  }

  /** How many iterations are planned. */
  public long iterations() {
    return config.get(TrainingSettings.ITERATIONS);
  }

  /** The prediction's last test error, in percent. */
  public OptionalDouble error() {
    return error;
  }

  /** Images trained in a second, lately. */
  public OptionalDouble imagesPerSecond() {
    return imagesPerSecond;
  }
}
