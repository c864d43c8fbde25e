package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that is larger than a heap, read in a process of its own. */
class LittleMemoryTest {
  @TempDir Path folder;

  /** Reads pictures. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] files) throws PictureException {
      for (String file : files) {
        PhotoFile.decode(Path.of(file));
      }
    }
  }

  @Test
  void aWantOfMemoryIsNoDamage() throws Exception {
    BufferedImage image = new BufferedImage(5000, 5000, BufferedImage.TYPE_BYTE_GRAY);
    for (String format : List.of("png", "bmp")) {
      Path file = folder.resolve("large." + format);
      assertTrue(ImageIO.write(image, format, file.toFile()));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx16m",
                  "-Djava.awt.headless=true",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Reader.class.getName(),
                  file.toString())
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, process.waitFor(), text);
      assertTrue(text.contains("OutOfMemoryError"), text);
      assertTrue(text.lines().findFirst().orElse("").contains("OutOfMemoryError"), text);
    }
  }
}
