package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.ReadyImages;
import org.mixsep.preprocess.Standardization;
import org.mixsep.preprocess.TestImages;
import org.mixsep.torch.Tensors;

class ShareTest {
  private static final ImageShape SHAPE = new ImageShape(3, 6, 5);
  private static final BatchOrder ORDER = new ShuffledOrder(3, 50, 12);
  private static final List<Augmentation> PLAIN =
      List.of(new RandomCrop(2), new AlternatingFlip(), new Cutout(2));
  private static final List<Augmentation> MIXING =
      List.of(new HorizontalFlip(), new RandomCrop(2), new Mixup(1, 0.7), new CutMix(1, 0.7));

  /** The parts by rank, one after another, are the batch; each knows all labels. */
  private static void assertPartsAreTheBatch(
      ReadyImages images, List<Augmentation> augmentations, int size) {
    for (int rank = 0; rank < size; rank++) {
      try (BatchStream whole = new BatchStream(images, ORDER, augmentations, 8, 2);
          BatchStream part =
              new BatchStream(images, ORDER, augmentations, 8, 2, new Share(rank, size))) {
        for (int i = 0; i < 6; i++) {
          Batch all = whole.next();
          Batch own = part.next();
          assertArrayEquals(all.indices(), own.indices());
          assertArrayEquals(all.mixedLabels().main(), own.mixedLabels().main());
          assertArrayEquals(all.mixedLabels().other(), own.mixedLabels().other());
          assertArrayEquals(all.mixedLabels().shares(), own.mixedLabels().shares());
          int values = 12 / size * SHAPE.values();
          assertArrayEquals(
              Arrays.copyOfRange(Tensors.floats(all.images()), rank * values, (rank + 1) * values),
              Tensors.floats(own.images()));
        }
      }
    }
  }

  @Test
  void partsAreTheBatch() {
    ReadyImages images = TestImages.prepared(1, 50, SHAPE);
    for (int size : new int[] {1, 2, 3, 12}) {
      assertPartsAreTheBatch(images, PLAIN, size);
    }
  }

  @Test
  void partsOfMixedBatchesToo() {
    ReadyImages images = TestImages.prepared(1, 50, SHAPE);
    for (int size : new int[] {2, 4, 12}) {
      assertPartsAreTheBatch(images, MIXING, size);
    }
  }

  @Test
  void partsOfBatchesWhosePixelsAreChangedToo() {
    ImageSet set = TestImages.random(1, 50, SHAPE);
    ReadyImages pixels = new PreprocessingRecipe(new Standardization()).fit(set).pixels(set);
    assertPartsAreTheBatch(pixels, List.of(new TrivialAugment(), new Mixup(1, 1)), 3);
  }

  @Test
  void aBatchThatDoesNotDivideIsRefused() {
    assertEquals(
        "batch=100: 3 processes take an equal part of every batch; say batch=99 or batch=102, or take another number of processes",
        assertThrows(InvalidInputException.class, () -> new Share(0, 3).count(100)).getMessage());
    assertEquals(
        "batch=2: 4 processes take an equal part of every batch; say batch=4 or take another number of processes",
        assertThrows(InvalidInputException.class, () -> new Share(0, 4).count(2)).getMessage());
  }
}
