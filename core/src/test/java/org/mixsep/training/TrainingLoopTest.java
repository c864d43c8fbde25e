package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.HorizontalFlip;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;

class TrainingLoopTest {
  private static final int BATCH = 8;

  private final PreparedImages images = images();
  private final SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);

  private static PreparedImages images() {
    ImageShape shape = new ImageShape(3, 16, 16);
    byte[] pixels = new byte[32 * shape.values()];
    new Random(1).nextBytes(pixels);
    int[] labels = new Random(2).ints(32, 0, SmallTraining.CLASSES).toArray();
    List<String> names = Collections.nCopies(SmallTraining.CLASSES, "c");
    ImageSet set = new ImageSet("noise", shape, ByteBuffer.wrap(pixels), labels, names);
    return new PreprocessingRecipe(new Standardization()).fit(set).apply(set);
  }

  /** Writes down what it is told, and ends the training after a step. */
  private static final class Told implements TrainingListener {
    private final List<String> events = new ArrayList<>();
    private final long end;

    private Told(long end) {
      this.end = end;
    }

    @Override
    public boolean measures(long iteration) {
      return iteration % 2 == 0;
    }

    @Override
    public boolean onStep(StepRecord step) {
      events.add(step.iteration() + (step.update().isPresent() ? " measured" : ""));
      return step.iteration() < end;
    }

    @Override
    public void onEvaluation(long iteration) {
      events.add("evaluation");
    }

    @Override
    public void onCheckpoint(long iteration) {
      events.add("checkpoint");
    }
  }

  private Told run(TrainingLoop loop, long end) {
    Told told = new Told(end);
    var order = new ShuffledOrder(1, images.size(), BATCH);
    long from = training.trainer.iteration();
    try (BatchStream batches = new BatchStream(images, order, List.of(), 1, from)) {
      loop.run(training.trainer, batches, told);
    }
    return told;
  }

  @Test
  void whatIsDueIsToldInOrder() {
    assertEquals(
        List.of(
            "1",
            "2 measured",
            "checkpoint",
            "3",
            "evaluation",
            "4 measured",
            "checkpoint",
            "5",
            "checkpoint"),
        run(new TrainingLoop(5, 3, 2), 100).events);
  }

  @Test
  void theListenerEndsItAfterACheckpointAndAnotherLoopGoesOn() {
    assertEquals(
        List.of("1", "2 measured", "checkpoint"), run(new TrainingLoop(4, 0, 0), 2).events);
    assertEquals(
        List.of("3", "4 measured", "checkpoint"), run(new TrainingLoop(4, 0, 0), 100).events);
    assertTrue(run(new TrainingLoop(4, 0, 0), 100).events.isEmpty());
  }

  @Test
  void imagesAreShuffledAndAugmentedByTheNetworksSeed() {
    SmallTraining other = new SmallTraining(1, 0.1, 0.01, false);
    var order = new ShuffledOrder(1, images.size(), BATCH);
    try (BatchStream batches =
        new BatchStream(images, order, List.of(new HorizontalFlip()), 1, 0)) {
      new TrainingLoop(6).run(other.trainer, batches, step -> true);
    }
    StepRecord last =
        new TrainingLoop(6)
            .run(training.trainer, images, BATCH, new HorizontalFlip())
            .orElseThrow();
    assertEquals(6, last.iteration());
    other
        .weights()
        .forEach((name, values) -> assertArrayEquals(values, training.weights().get(name), name));
  }
}
