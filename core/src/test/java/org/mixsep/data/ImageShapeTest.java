package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageShapeTest {
  @ParameterizedTest
  @CsvSource({
    "3, 50000, 50000",
    "2, 32768, 32768",
    "65536, 65536, 1",
    "2147483647, 2147483647, 2147483647",
    "0, 1, 1",
    "1, -1, 1"
  })
  void sizesThatCannotBeCountedAreRefused(int channels, int height, int width) {
    assertThrows(IllegalArgumentException.class, () -> new ImageShape(channels, height, width));
  }

  @Test
  void theLargestIsCounted() {
    assertEquals(Integer.MAX_VALUE, new ImageShape(1, 1, Integer.MAX_VALUE).values());
  }
}
