package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads and standardizes a set of SVHN's full size, 604,388 training images, in a process of its
 * own and looks at how much memory that took. The files come from a writer of this test's own.
 * Needs 15 GB of room in the folder for temporary files.
 */
@Tag("slow")
class SvhnLargeTest {
  private static final int TRAIN = 73_257;
  private static final int EXTRA = 531_131;

  @TempDir Path folder;

  @Test
  void streamsInLessThanThreeGigabytes() throws Exception {
    writeMat(folder.resolve("train_32x32.mat"), TRAIN);
    writeMat(folder.resolve("extra_32x32.mat"), EXTRA);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SvhnLarge.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.MINUTES), "hangs:\n" + Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    System.out.print(text);
    assertEquals(0, process.exitValue(), text);
    assertTrue(text.contains((TRAIN + EXTRA) + " images"), text);
  }

  /** One compressed uint8 variable X of 32 x 32 x 3 x n and one y of n x 1. */
  private static void writeMat(Path file, int n) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    header.put("MATLAB 5.0 MAT-file, of a test".getBytes(StandardCharsets.US_ASCII));
    while (header.position() < 124) {
      header.put((byte) ' ');
    }
    header.putShort((short) 0x0100).put((byte) 'I').put((byte) 'M');
    Files.write(file, header.array());
    long images = n * 3072L;
    SplittableRandom random = new SplittableRandom(n);
    byte[] image = new byte[3072];
    writeVariable(
        file,
        "X",
        new int[] {32, 32, 3, n},
        images,
        out -> {
          for (int i = 0; i < n; i++) {
            // A few grey levels: about as well compressed as photographs, and fast.
            byte level = (byte) random.nextInt(200);
            for (int at = 0; at < image.length; at++) {
              image[at] = (byte) (level + (at * 37 & 31));
            }
            out.write(image);
          }
        });
    writeVariable(
        file,
        "y",
        new int[] {n, 1},
        n,
        out -> {
          for (int i = 0; i < n; i++) {
            out.write(i % 10 + 1);
          }
        });
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void writeVariable(
      Path file, String name, int[] dimensions, long bytes, Content content) throws IOException {
    int dimensionBytes = (dimensions.length * 4 + 7) / 8 * 8;
    int padding = (int) (-bytes & 7);
    try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
      long tag = random.length();
      random.seek(tag + 8);
      try (DeflaterOutputStream deflated =
          new DeflaterOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(random.getChannel()), 1 << 16),
              new Deflater(1),
              1 << 16)) {
        ByteBuffer head = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(14).putInt((int) (16 + 8 + dimensionBytes + 8 + 8 + bytes + padding));
        head.putInt(6).putInt(8).putInt(9).putInt(0);
        head.putInt(5).putInt(dimensions.length * 4);
        for (int side : dimensions) {
          head.putInt(side);
        }
        head.putInt(1 << 16 | 1).put((byte) name.charAt(0)).put(new byte[3]);
        head.putInt(2).putInt((int) bytes);
        deflated.write(head.array(), 0, head.position());
        content.writeTo(deflated);
        deflated.write(new byte[padding]);
        deflated.finish();
        deflated.flush();
        long end = random.getChannel().position();
        ByteBuffer tagBytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        tagBytes.putInt(15).putInt((int) (end - tag - 8));
        random.seek(tag);
        random.write(tagBytes.array());
      }
    }
  }
}
