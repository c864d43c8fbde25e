package org.mixsep.training;

import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.batch.Augmentation;
import org.mixsep.batch.Batch;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.Share;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.preprocess.ReadyImages;
import org.mixsep.torch.Replicas;

/**
 * Takes a trainer from where it stands to a number of iterations. Evaluations and checkpoints that
 * are due on the way are the listener's to make.
 *
 * @param iterations in all, those of earlier loops and of a restored checkpoint included
 * @param evaluateEvery iterations between two evaluations; 0 for none
 * @param checkpointEvery iterations between two checkpoints; 0 for one at the end alone
 */
public record TrainingLoop(long iterations, int evaluateEvery, int checkpointEvery) {

  /** Without evaluations on the way. */
  public TrainingLoop(long iterations) {
    this(iterations, 0, 0);
  }

  /**
   * Trains on batches of shuffled images, the order of the network's seed.
   *
   * @param batch images of each, 1 to the number of images; several processes take equal parts
   * @param augmentations in the order they are applied
   * @return the last step taken; empty when there was none to take
   * @throws InvalidInputException when there are fewer images than a batch has
   * @throws NonFiniteLossException see {@link Trainer#step}
   */
  public Optional<StepRecord> run(
      Trainer trainer, ReadyImages images, int batch, Augmentation... augmentations) {
    long seed = trainer.network().variables().seed();
    Replicas replicas = trainer.network().compute().replicas();
    Share share = new Share(replicas.rank(), replicas.size());
    ShuffledOrder order = new ShuffledOrder(seed, images.size(), batch);
    try (BatchStream batches =
        new BatchStream(images, order, List.of(augmentations), seed, trainer.iteration(), share)) {
      return run(trainer, batches, step -> true);
    }
  }

  /**
   * Trains until all iterations are done, or the listener ends it.
   *
   * @param batches from the iteration on that the trainer stands at
   * @return the last step taken; empty when there was none to take
   * @throws NonFiniteLossException see {@link Trainer#step}
   */
  public Optional<StepRecord> run(Trainer trainer, BatchStream batches, TrainingListener listener) {
    Optional<StepRecord> last = Optional.empty();
    boolean goesOn = true;
    while (goesOn && trainer.iteration() < iterations) {
      Batch batch = batches.next();
      boolean measured = listener.measures(trainer.iteration() + 1);
      StepRecord step = trainer.step(batch.images(), batch.mixedLabels(), measured);
      last = Optional.of(step);
      goesOn = listener.onStep(step);
      if (evaluatesAfter(step.iteration())) {
        listener.onEvaluation(step.iteration());
      }
      boolean ends = !goesOn || step.iteration() == iterations;
      if (ends || isDue(step.iteration(), checkpointEvery)) {
        listener.onCheckpoint(step.iteration());
      }
    }
    return last;
  }

  /** Whether an evaluation is due after so many iterations. */
  public boolean evaluatesAfter(long iteration) {
    return isDue(iteration, evaluateEvery);
  }

  private static boolean isDue(long iteration, int every) {
    return every > 0 && iteration % every == 0;
  }
}
