package org.mixsep.app.run;

import java.time.Duration;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.runfolder.Evaluations;
import org.mixsep.app.runfolder.MetricsLog;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.RunState;
import org.mixsep.app.runfolder.StopFile;
import org.mixsep.app.wiring.Orders;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.batch.Batch;
import org.mixsep.batch.BatchOrder;
import org.mixsep.batch.BatchStream;
import org.mixsep.training.Evaluation;
import org.mixsep.training.StepRecord;
import org.mixsep.training.Trainer;

/** Steps a session from where it stands to its end, with records, evaluations and checkpoints. */
final class TrainingLoop {
  /** How long the JVM's end waits for a step and a checkpoint. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Session session;
  private final RunFolder folder;
  private final RunListener listener;
  private final MetricsLog metrics;
  private final double secondsBefore;
  private final long first;
  private final long start = System.nanoTime();
  private final Speed speed = new Speed();

  TrainingLoop(Session session, RunFolder folder, RunListener listener, double secondsBefore) {
    this.session = session;
    this.folder = folder;
    this.listener = listener;
    this.secondsBefore = secondsBefore;
    this.first = session.trainer().iteration();
    RunConfig config = session.config();
    this.metrics =
        new MetricsLog(
            folder, config.get(OutputSettings.LOG_EVERY), config.get(OutputSettings.TENSOR_BOARD));
  }

  /** Wall time of the run so far, earlier sessions included. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - start) / 1e9;
  }

  /** Ends early, after a checkpoint, when the process or the run is asked to stop. */
  void run() {
    RunConfig config = session.config();
    long seed = config.get(TrainingSettings.SEED);
    int total = config.get(TrainingSettings.ITERATIONS);
    Trainer trainer = session.trainer();
    StopFile stopFile = new StopFile(folder.path());
    BatchOrder order = Orders.of(config, session.train().labels());
    try (BatchStream batches =
            new BatchStream(
                session.train(), order, Wiring.augmentations(config), seed, trainer.iteration());
        StopRequest stop = new StopRequest(PATIENCE)) {
      while (trainer.iteration() < total) {
        Batch batch = batches.next();
        boolean measured = metrics.due(trainer.iteration() + 1);
        StepRecord step = trainer.step(batch.images(), batch.mixedLabels(), measured);
        metrics.add(step, seconds());
        listener.progress(progress(step, total));
        boolean signalled = stop.requested();
        boolean stopping = signalled || stopFile.requested();
        afterStep(step.iteration(), stopping || step.iteration() == total);
        if (stopping && (signalled || step.iteration() < total)) {
          // Said here, since the process may end as soon as the stop request is closed.
          RunState.now(RunState.Phase.STOPPED, step.iteration(), "").write(folder.path());
          listener.message(
              "stopped at iteration %d; 'mixsep resume %s' goes on"
                  .formatted(step.iteration(), folder.path()));
          break;
        }
      }
    }
  }

  /** Records the errors after the last step, where they were not measured in their turn. */
  void recordLast(Evaluations evaluations) {
    long iteration = session.trainer().iteration();
    boolean trained = iteration > first; // else an earlier process came to the end and recorded it
    if (trained && !due(iteration, session.config().get(OutputSettings.EVALUATE_EVERY))) {
      metrics.add(iteration, evaluations);
    }
  }

  private StepProgress progress(StepRecord step, long total) {
    double imagesPerSecond = speed.after(step.images());
    return new StepProgress(
        step.iteration(),
        total,
        imagesPerSecond,
        step.between(),
        step.within(),
        step.loss(),
        step.threshold(),
        step.learningRate(),
        (total - step.iteration()) * step.images() / imagesPerSecond);
  }

  private void afterStep(long iteration, boolean last) {
    RunConfig config = session.config();
    if (due(iteration, config.get(OutputSettings.EVALUATE_EVERY))) {
      Evaluations evaluations = session.evaluate();
      metrics.add(iteration, evaluations);
      String validation =
          evaluations.validation().map(found -> "validation " + text(found) + ", ").orElse("");
      listener.message(
          "iteration %d: %stest %s%s"
              .formatted(
                  iteration,
                  validation,
                  text(evaluations.test()),
                  evaluations.averaged() ? " (averaged weights)" : ""));
      speed.reset();
    }
    if (last || due(iteration, config.get(OutputSettings.CHECKPOINT_EVERY))) {
      session.save(folder, seconds());
    }
  }

  private static String text(Evaluation evaluation) {
    return "error %.2f %%, mean of modules %.2f %%"
        .formatted(evaluation.errorPercent(), evaluation.meanErrorPercent());
  }

  private static boolean due(long iteration, int every) {
    return every > 0 && iteration % every == 0;
  }
}
