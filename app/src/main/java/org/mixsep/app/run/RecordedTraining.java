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
import org.mixsep.batch.BatchOrder;
import org.mixsep.batch.BatchStream;
import org.mixsep.training.Evaluation;
import org.mixsep.training.StepRecord;
import org.mixsep.training.Trainer;
import org.mixsep.training.TrainingListener;
import org.mixsep.training.TrainingLoop;

/** Trains a session from where it stands to its end: records, evaluates and saves on the way. */
final class RecordedTraining implements TrainingListener {
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
  private final TrainingLoop loop;
  private final StopFile stopFile;

  /** Of the process; null before {@link #run}. */
  private StopRequest stop;

  private boolean signalled;
  private boolean stopping;

  RecordedTraining(Session session, RunFolder folder, RunListener listener, double secondsBefore) {
    this.session = session;
    this.folder = folder;
    this.listener = listener;
    this.secondsBefore = secondsBefore;
    this.first = session.trainer().iteration();
    RunConfig config = session.config();
    this.metrics =
        new MetricsLog(
            folder, config.get(OutputSettings.LOG_EVERY), config.get(OutputSettings.TENSOR_BOARD));
    this.loop =
        new TrainingLoop(
            config.get(TrainingSettings.ITERATIONS),
            config.get(OutputSettings.EVALUATE_EVERY),
            config.get(OutputSettings.CHECKPOINT_EVERY));
    this.stopFile = new StopFile(folder.path());
  }

  /** Wall time of the run so far, earlier sessions included. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - start) / 1e9;
  }

  /** Ends early, after a checkpoint, when the process or the run is asked to stop. */
  void run() {
    RunConfig config = session.config();
    long seed = config.get(TrainingSettings.SEED);
    Trainer trainer = session.trainer();
    BatchOrder order = Orders.of(config, session.train().labels());
    try (BatchStream batches =
            new BatchStream(
                session.train(),
                order,
                Wiring.augmentations(config),
                seed,
                trainer.iteration(),
                session.team().share());
        StopRequest request = new StopRequest(PATIENCE)) {
      stop = request;
      loop.run(trainer, batches, this);
      if (stopping && (signalled || trainer.iteration() < loop.iterations())) {
        // Said here, since the process may end as soon as the stop request is closed.
        RunState.now(RunState.Phase.STOPPED, trainer.iteration(), "").write(folder.path());
        listener.message(
            "stopped at iteration %d; 'mixsep resume %s' goes on"
                .formatted(trainer.iteration(), folder.path()));
      }
    }
  }

  @Override
  public boolean measures(long iteration) {
    return metrics.due(iteration);
  }

  @Override
  public boolean onStep(StepRecord step) {
    metrics.add(step, seconds());
    listener.progress(progress(step));
    signalled = stop.requested();
    stopping = session.team().any(signalled || stopFile.requested());
    return !stopping;
  }

  @Override
  public void onEvaluation(long iteration) {
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

  @Override
  public void onCheckpoint(long iteration) {
    session.save(folder, seconds());
  }

  /** Records the errors after the last step, where they were not measured in their turn. */
  void recordLast(Evaluations evaluations) {
    long iteration = session.trainer().iteration();
    boolean trained = iteration > first; // else an earlier process came to the end and recorded it
    if (trained && !loop.evaluatesAfter(iteration)) {
      metrics.add(iteration, evaluations);
    }
  }

  private StepProgress progress(StepRecord step) {
    long total = loop.iterations();
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

  private static String text(Evaluation evaluation) {
    return "error %.2f %%, mean of modules %.2f %%"
        .formatted(evaluation.errorPercent(), evaluation.meanErrorPercent());
  }
}
