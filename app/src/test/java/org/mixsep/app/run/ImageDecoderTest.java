package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.data.ImageShape;

class ImageDecoderTest {
  @TempDir Path folder;

  private byte[] read(BufferedImage image, int channels, int height, int width) throws IOException {
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return new ImageDecoder(new ImageShape(channels, height, width)).read(file);
  }

  @Test
  void pixelsOfTheRightSizeAreTakenAsTheyAre() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0180ff);
    image.setRGB(1, 0, 0x020304);
    assertArrayEquals(new byte[] {1, 2, (byte) 128, 3, -1, 4}, read(image, 3, 1, 2));
    assertArrayEquals(new byte[] {105, 3}, read(image, 1, 1, 2), "luma");
  }

  @Test
  void greyStaysTheSameGrey() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 60);
    assertArrayEquals(new byte[] {60, 60, 60}, read(image, 3, 1, 1));
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 60 << 8 | 200);
    assertArrayEquals(new byte[] {60, 60, 60}, read(deep, 3, 1, 1));
  }

  @Test
  void aLargerImageIsAveraged() throws IOException {
    BufferedImage image = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 8; x++) {
        image.setRGB(x, y, 0x010101 * (x < 4 ? 10 * y : 100 + 10 * (x % 2)));
      }
    }
    byte[] values = read(image, 1, 1, 2);
    assertEquals(15, values[0], 1);
    assertEquals(105, values[1], 1);
  }
}
