package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;

class ImageSetTest {
  private static ImageSet set(ImageShape shape, byte[] pixels, int... labels) {
    return new ImageSet("set", shape, ByteBuffer.wrap(pixels), labels, List.of("a", "b"));
  }

  @Test
  void fingerprintFollowsShapeLabelsAndPixels() {
    ImageShape row = new ImageShape(1, 1, 2);
    String print = set(row, new byte[] {1, 2, 3, 4}, 0, 1).fingerprint();
    assertEquals(print, set(row, new byte[] {1, 2, 3, 4}, 0, 1).fingerprint());
    assertNotEquals(print, set(row, new byte[] {1, 2, 3, 5}, 0, 1).fingerprint());
    assertNotEquals(print, set(row, new byte[] {1, 2, 3, 4}, 1, 0).fingerprint());
    assertNotEquals(
        print, set(new ImageShape(1, 2, 1), new byte[] {1, 2, 3, 4}, 0, 1).fingerprint());
  }

  @Test
  void doesNotFollowLaterChangesOfLabels() {
    int[] labels = {0, 1};
    ImageSet set = set(new ImageShape(1, 1, 1), new byte[2], labels);
    labels[0] = 1;
    set.labels()[1] = 0;
    assertEquals(0, set.label(0));
    assertEquals(1, set.label(1));
  }

  @Test
  void refusesPixelsAndLabelsThatDoNotFit() {
    ImageShape dot = new ImageShape(1, 1, 1);
    assertEquals(
        "set: 2 labels of 1x1x1 images need 2 bytes of pixels, found 3",
        assertThrows(InvalidInputException.class, () -> set(dot, new byte[3], 0, 1)).getMessage());
    assertEquals(
        "set: image 1 has label 2, expected 0 to 1",
        assertThrows(InvalidInputException.class, () -> set(dot, new byte[2], 0, 2)).getMessage());
  }
}
