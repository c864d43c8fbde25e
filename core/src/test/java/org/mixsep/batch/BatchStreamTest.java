package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.preprocess.TestImages;
import org.mixsep.torch.Tensors;

@Timeout(20)
class BatchStreamTest {
  private static final ImageShape SHAPE = new ImageShape(3, 6, 5);
  private static final List<Augmentation> BOTH = List.of(new HorizontalFlip(), new RandomCrop(2));
  private static final List<Augmentation> OTHERS =
      List.of(new RandomCrop(3, RandomCrop.Fill.REFLECT), new AlternatingFlip(), new Cutout(2));
  private static final long SEED = 11;

  private final PreparedImages images = TestImages.prepared(1, 50, SHAPE);
  private final BatchOrder order = new ShuffledOrder(SEED, 50, 8);

  @Test
  void givesWhatANaiveLoopGives() {
    for (List<Augmentation> augmentations : List.of(BOTH, OTHERS, List.<Augmentation>of())) {
      try (BatchStream stream = new BatchStream(images, order, augmentations, SEED, 0)) {
        for (long iteration = 0; iteration < 40; iteration++) {
          Batch batch = stream.next();
          int[] indices = order.indices(iteration);
          assertArrayEquals(indices, batch.indices());
          assertArrayEquals(Arrays.stream(indices).map(images::label).toArray(), batch.labels());
          assertArrayEquals(
              naive(indices, augmentations, iteration), Tensors.floats(batch.images()));
        }
      }
    }
  }

  @Test
  void pixelsAreChangedBeforeImagesArePrepared() {
    ImageSet set = TestImages.random(1, 50, SHAPE);
    FittedPreprocessing fitted = new PreprocessingRecipe(new Standardization()).fit(set);
    TrivialAugment trivial = new TrivialAugment();
    List<Augmentation> augmentations = List.of(new HorizontalFlip(), trivial);
    Augmentations draws = new Augmentations(augmentations, SEED, 6);
    float[] prepared = new float[SHAPE.values()];
    try (BatchStream stream = new BatchStream(fitted.pixels(set), order, augmentations, SEED, 4)) {
      for (long iteration = 4; iteration < 12; iteration++) {
        float[] batch = Tensors.floats(stream.next().images());
        int[] indices = order.indices(iteration);
        for (int i = 0; i < indices.length; i++) {
          byte[] pixels = new byte[SHAPE.values()];
          set.read(indices[i], pixels);
          trivial.apply(pixels, SHAPE, draws.draw(indices[i], iteration, i, 1));
          fitted.apply(TestImages.of("one", SHAPE, pixels)).read(0, prepared);
          new HorizontalFlip().apply(prepared, SHAPE, draws.draw(indices[i], iteration, i, 0));
          int from = i * prepared.length;
          assertArrayEquals(prepared, Arrays.copyOfRange(batch, from, from + prepared.length));
        }
      }
    }
    assertThrows(
        InvalidInputException.class,
        () -> new BatchStream(fitted.apply(set), order, augmentations, SEED, 0));
  }

  @Test
  void tensorIsContiguousFloat32OfTheImagesShape() {
    try (BatchStream stream = new BatchStream(images, order, BOTH, SEED, 0)) {
      Batch batch = stream.next();
      assertArrayEquals(new long[] {8, 3, 6, 5}, batch.images().shape());
      assertTrue(batch.images().is_contiguous());
      assertEquals("float", batch.images().dtype().name().getString());
      assertEquals(8, batch.size());
    }
  }

  @Test
  void startedLaterItContinues() {
    List<float[]> whole = take(0, 30);
    for (int start : new int[] {1, 6, 17}) {
      List<float[]> tail = take(start, 30 - start);
      for (int i = 0; i < tail.size(); i++) {
        assertArrayEquals(whole.get(start + i), tail.get(i), "iteration " + (start + i));
      }
    }
  }

  @Test
  void timingChangesNothing() {
    List<float[]> fast = take(0, 12);
    BatchOrder slow = slowed(order);
    try (BatchStream stream = new BatchStream(images, slow, BOTH, SEED, 0)) {
      for (int i = 0; i < 12; i++) {
        if (i >= 6) {
          LockSupport.parkNanos(3_000_000); // now the consumer is the slow one
        }
        assertArrayEquals(fast.get(i), Tensors.floats(stream.next().images()));
      }
    }
  }

  /** However long the thread had to run ahead, it must not touch a batch in use. */
  @Test
  void batchStaysUntilTheNextIsAskedFor() {
    try (BatchStream stream = new BatchStream(images, order, BOTH, SEED, 0)) {
      for (int i = 0; i < 5; i++) {
        Batch batch = stream.next();
        float[] atOnce = Tensors.floats(batch.images());
        LockSupport.parkNanos(20_000_000);
        assertArrayEquals(atOnce, Tensors.floats(batch.images()));
      }
    }
  }

  @Test
  void batchesOutliveTheScopesAroundThem() {
    BatchStream stream;
    try (PointerScope scope = new PointerScope()) {
      stream = new BatchStream(images, order, List.of(), SEED, 0);
    }
    for (long iteration = 0; iteration < 10; iteration++) {
      try (PointerScope scope = new PointerScope()) {
        assertArrayEquals(
            naive(order.indices(iteration), List.of(), iteration),
            Tensors.floats(stream.next().images()));
      }
    }
    stream.close();
    stream.close();
    assertThrows(IllegalStateException.class, stream::next);
  }

  @Test
  void failureReachesTheConsumerWhenItsTurnComes() {
    for (Throwable failure :
        List.of(new InvalidInputException("damaged"), new OutOfMemoryError("made up"))) {
      BatchOrder broken = changed(i -> i < 4 ? order.indices(i) : fail(failure));
      try (BatchStream stream = new BatchStream(images, broken, BOTH, SEED, 0)) {
        for (int i = 0; i < 4; i++) {
          stream.next();
        }
        assertSame(failure, assertThrows(failure.getClass(), stream::next));
        assertSame(failure, assertThrows(failure.getClass(), stream::next));
      }
    }
  }

  @Test
  void orderThatBreaksItsPromiseIsFound() {
    BatchOrder shorter = changed(i -> Arrays.copyOf(order.indices(i), 7));
    try (BatchStream stream = new BatchStream(images, shorter, BOTH, SEED, 0)) {
      assertThrows(IllegalStateException.class, stream::next);
    }
  }

  @Test
  void closeEndsTheThreadAtOnce() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int taken = 0; taken < 5; taken++) {
            BatchStream stream = new BatchStream(images, order, BOTH, SEED, 0);
            for (int i = 0; i < taken; i++) {
              stream.next();
            }
            stream.close();
          }
        });
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("mixsep-batches")));
  }

  @Test
  void interruptedConsumerDoesNotHang() {
    BatchOrder stuck =
        changed(
            i -> {
              LockSupport.parkNanos(Long.MAX_VALUE);
              return order.indices(i);
            });
    try (BatchStream stream = new BatchStream(images, stuck, BOTH, SEED, 0)) {
      Thread.currentThread().interrupt();
      assertThrows(IllegalStateException.class, stream::next);
      assertTrue(Thread.interrupted(), "the interrupt is kept");
    }
  }

  @Test
  void sequentialBatchesAreAllImagesInOrder() {
    for (int size : new int[] {1, 7, 8, 25, 50, 51}) {
      try (SequentialBatches batches = new SequentialBatches(images, size)) {
        for (int walk = 0; walk < 2; walk++) {
          int first = 0;
          for (Batch batch : batches) {
            int[] indices = IntStream.range(first, first + batch.size()).toArray();
            assertEquals(Math.min(Math.min(size, 50), 50 - first), batch.size());
            assertArrayEquals(indices, batch.indices());
            assertArrayEquals(IntStream.of(indices).map(images::label).toArray(), batch.labels());
            assertArrayEquals(new long[] {batch.size(), 3, 6, 5}, batch.images().shape());
            assertArrayEquals(naive(indices, List.of(), 0), Tensors.floats(batch.images()));
            first += batch.size();
          }
          assertEquals(50, first);
        }
        assertEquals((50 + Math.min(size, 50) - 1) / Math.min(size, 50), batches.batches());
      }
    }
    assertThrows(InvalidInputException.class, () -> new SequentialBatches(images, 0));
  }

  private List<float[]> take(long start, int count) {
    List<float[]> batches = new ArrayList<>();
    try (BatchStream stream = new BatchStream(images, order, BOTH, SEED, start)) {
      for (int i = 0; i < count; i++) {
        batches.add(Tensors.floats(stream.next().images()));
      }
    }
    return batches;
  }

  private float[] naive(int[] indices, List<Augmentation> augmentations, long iteration) {
    float[] batch = new float[indices.length * SHAPE.values()];
    for (int i = 0; i < indices.length; i++) {
      float[] image = new float[SHAPE.values()];
      images.read(indices[i], image);
      Augmentations draws = new Augmentations(augmentations, SEED, 6);
      for (int a = 0; a < augmentations.size(); a++) {
        Draw draw = draws.draw(indices[i], iteration, i, a);
        ((ImageAugmentation) augmentations.get(a)).apply(image, SHAPE, draw);
      }
      System.arraycopy(image, 0, batch, i * image.length, image.length);
    }
    return batch;
  }

  private BatchOrder slowed(BatchOrder original) {
    return changed(
        i -> {
          if (i < 6) {
            LockSupport.parkNanos(3_000_000);
          }
          return original.indices(i);
        });
  }

  private BatchOrder changed(LongFunction<int[]> indices) {
    return new BatchOrder() {
      @Override
      public int[] indices(long iteration) {
        return indices.apply(iteration);
      }

      @Override
      public int batchSize() {
        return order.batchSize();
      }

      @Override
      public int batchesPerEpoch() {
        return order.batchesPerEpoch();
      }
    };
  }

  private static int[] fail(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
