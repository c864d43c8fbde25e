package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python that docs/formats.md gives for resizing makes the program's own pixels. */
class FormatsPythonTest {
  @TempDir private Path folder;

  private static boolean hasNumpy() {
    try {
      return new ProcessBuilder("python3", "-c", "import numpy").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String block() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "formats.md"));
    int from = text.indexOf("```python\nimport numpy as np\n\ndef filtered") + 10;
    return text.substring(from, text.indexOf("```", from));
  }

  private static Photo noise(int width, int height) {
    int[] rgb = new Random(width).ints((long) width * height, 0, 1 << 24).toArray();
    return new Photo(width, height, rgb);
  }

  /** Interleaved, as image libraries have it. */
  private static byte[] interleaved(Photo photo) {
    ByteBuffer bytes = ByteBuffer.allocate(3 * photo.rgb().length);
    for (int pixel : photo.rgb()) {
      bytes.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
    }
    return bytes.array();
  }

  @Test
  void pixelsAreTheProgramsOwn() throws Exception {
    assumeTrue(hasNumpy(), "python3 with numpy");
    int[][] sizes = {{301, 199}, {32, 32}, {7, 900}, {31, 5}};
    StringBuilder script = new StringBuilder(block());
    for (int i = 0; i < sizes.length; i++) {
      Files.write(folder.resolve(i + ".rgb"), interleaved(noise(sizes[i][0], sizes[i][1])));
      script.append(
          "np.ascontiguousarray(resized(np.fromfile('%s.rgb', np.uint8).reshape(%s, %s, 3), 24, 40)"
              .formatted(i, sizes[i][1], sizes[i][0]));
      script.append(".transpose(2, 0, 1)).tofile('%s.out')\n".formatted(i));
    }
    Path file = Files.writeString(folder.resolve("resize.py"), script);
    Process python =
        new ProcessBuilder("python3", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    python.getOutputStream().close();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, python.waitFor(), said);
    for (int i = 0; i < sizes.length; i++) {
      byte[] expected = Resampler.resize(noise(sizes[i][0], sizes[i][1]), 40, 24);
      assertArrayEquals(expected, Files.readAllBytes(folder.resolve(i + ".out")), "size " + i);
    }
  }
}
