package org.mixsep.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

class ContactSheetTest {
  private static final int WHITE = 0xFFFFFFFF;

  /** Three images of one colour each, 3x10x12: red and green of class 1, blue of class 0. */
  private static ImageSet colours() {
    int plane = 120;
    byte[] pixels = new byte[3 * 3 * plane];
    for (int image = 0; image < 3; image++) {
      for (int at = 0; at < plane; at++) {
        pixels[(3 * image + image) * plane + at] = (byte) 200;
      }
    }
    return new ImageSet(
        "colours",
        new ImageShape(3, 10, 12),
        ByteBuffer.wrap(pixels),
        new int[] {1, 1, 0},
        List.of("zero", "one"));
  }

  @Test
  void putsImagesInTheRowOfTheirClass() {
    BufferedImage sheet = ContactSheet.draw(colours(), 2);
    int right = sheet.getWidth() - 1 - 4; // inside the last column
    int middle = right - 28;
    assertEquals(4 + 2 * 24, sheet.getHeight());
    assertEquals(0xFF0000C8, sheet.getRGB(middle, 14));
    assertEquals(WHITE, sheet.getRGB(right, 14));
    assertEquals(0xFFC80000, sheet.getRGB(middle, 38));
    assertEquals(0xFF00C800, sheet.getRGB(right, 38));
  }

  @Test
  void stopsAtTheAskedNumberAndLabelsRows() {
    BufferedImage sheet = ContactSheet.draw(colours(), 1);
    assertEquals(0xFFC80000, sheet.getRGB(sheet.getWidth() - 6, 38));
    for (int row = 0; row < 2; row++) {
      int inked = 0;
      for (int y = 4 + 24 * row; y < 24 + 24 * row; y++) {
        for (int x = 0; x < sheet.getWidth() - 28; x++) {
          inked += (sheet.getRGB(x, y) & 0xFF) < 128 ? 1 : 0;
        }
      }
      assertTrue(inked > 15, "label of row " + row + ": " + inked + " dark pixels");
    }
  }

  @Test
  void writesAPng(@TempDir Path folder) throws IOException {
    Path png = folder.resolve("sheet.png");
    ContactSheet.write(colours(), 2, png);
    BufferedImage read = ImageIO.read(png.toFile());
    assertEquals(ContactSheet.draw(colours(), 2).getWidth(), read.getWidth());
    assertEquals(0xFF0000C8, read.getRGB(read.getWidth() - 33, 14));
    Path nowhere = png.resolve("sheet.png");
    String refused =
        assertThrows(InvalidInputException.class, () -> ContactSheet.write(colours(), 2, nowhere))
            .getMessage();
    assertTrue(refused.startsWith("cannot write " + nowhere), refused);
    assertTrue(Files.exists(png));
  }

  @Test
  void refusesWhatItCannotDraw() {
    assertThrows(InvalidInputException.class, () -> ContactSheet.draw(colours(), 0));
    ImageSet two =
        new ImageSet(
            "two", new ImageShape(2, 1, 1), ByteBuffer.allocate(2), new int[1], List.of("a"));
    assertThrows(InvalidInputException.class, () -> ContactSheet.draw(two, 1));
  }
}
