package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.Fixtures;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.picture.ImageFit;
import org.mixsep.picture.PictureException;
import org.mixsep.picture.PictureException.Problem;

/** The pictures are those of {@code PhotoFileTest}. */
class PictureReaderTest {
  private static final ImageShape COLOUR = new ImageShape(3, 32, 32);
  private static final long MOST = 1_000_000;

  @TempDir Path folder;

  private static PictureReader reader(ImageFit fit) {
    return new PictureReader(COLOUR, fit, COLOUR);
  }

  private static Problem problem(byte[] content, long most) {
    PictureException refused =
        assertThrows(PictureException.class, () -> reader(ImageFit.PAD).read(content, most));
    assertTrue(!refused.getMessage().contains("\n"), refused.getMessage());
    return refused.problem();
  }

  @ParameterizedTest
  @EnumSource(ImageFit.class)
  void picturesBecomeWhatAFolderOfThemWouldTrainOn(ImageFit fit) throws Exception {
    for (String name :
        new String[] {"exif6.jpg", "alpha.png", "cmyk.jpg", "two.gif", "grey16.png"}) {
      for (String part : new String[] {"train/a", "train/b", "test/a", "test/b"}) {
        Path file = Files.createDirectories(folder.resolve("set/" + part)).resolve("p-" + name);
        Fixtures.copy("pictures/" + name, file);
      }
    }
    ImageFolder.Size size = new ImageFolder.Size(COLOUR, fit);
    ImageFolder set = new ImageFolder(folder.resolve("set"), size, 0.5, 1, warning -> {});
    ImageSet images =
        new ImageSetCache(folder.resolve("cache")).get(set.key(Part.TEST), set.stream(Part.TEST));
    try (var files = Files.list(folder.resolve("set/test/a"))) {
      int i = 0;
      for (Path file : files.sorted().toList()) {
        byte[] trained = new byte[COLOUR.values()];
        images.read(i++, trained);
        assertArrayEquals(trained, reader(fit).read(file), file.toString());
        byte[] content = Files.readAllBytes(file);
        assertArrayEquals(trained, reader(fit).read(content, MOST), file.toString());
      }
      assertEquals(5, i);
    }
  }

  @Test
  void pixelsOfTheRightSizeAreTakenAsTheyAre() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0180ff);
    image.setRGB(1, 0, 0x020304);
    ImageShape shape = new ImageShape(3, 1, 2);
    byte[] png = png(image);
    assertArrayEquals(
        new byte[] {1, 2, (byte) 128, 3, -1, 4},
        new PictureReader(shape, ImageFit.STRETCH, shape).read(png, 2));
    ImageShape grey = new ImageShape(1, 1, 2);
    assertArrayEquals(
        new byte[] {105, 3}, new PictureReader(grey, ImageFit.STRETCH, grey).read(png, 2));
  }

  @Test
  void paddedSetsGetASmallGreyPictureInTheMiddle() throws Exception {
    BufferedImage image = new BufferedImage(56, 56, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 56 * 56; i++) {
      image.getRaster().setSample(i % 56, i / 56, 0, 60);
    }
    PictureReader reader = new PictureReader(IdxFiles.SHAPE, ImageFit.STRETCH, COLOUR);
    byte[] values = reader.read(png(image), MOST);
    for (int i = 0; i < values.length; i++) {
      int x = i % 32;
      int y = i / 32 % 32;
      assertEquals(x >= 2 && x < 30 && y >= 2 && y < 30 ? 60 : 0, values[i], "value " + i);
    }
  }

  @Test
  void moreIsRefusedThanIsAllowed() throws Exception {
    byte[] png = png(new BufferedImage(1001, 1000, BufferedImage.TYPE_BYTE_GRAY));
    assertEquals(Problem.TOO_LARGE, problem(png, MOST));
    assertEquals(COLOUR.values(), reader(ImageFit.PAD).read(png, 1_001_000).length);
    byte[] liar = Fixtures.bytes("pictures/rgb.png");
    ByteBuffer.wrap(liar).putInt(16, 60_000).putInt(20, 60_000);
    assertEquals(Problem.DAMAGED, problem(liar, Long.MAX_VALUE));
  }

  /** Each scan passes over all pixels: a hundred kilobytes would keep a core busy for minutes. */
  @Test
  void aJpegOfThousandsOfScansIsRefused() {
    byte[] whole = Fixtures.bytes("pictures/rgb.jpg");
    ByteBuffer bomb = ByteBuffer.allocate(whole.length + 2000);
    bomb.put(whole);
    while (bomb.hasRemaining()) {
      bomb.put((byte) 0xFF).put((byte) 0xDA);
    }
    assertEquals(Problem.DAMAGED, problem(bomb.array(), MOST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.jpg", "rgb.png", "rgb.bmp", "two.gif", "cmyk.jpg"})
  void whatIsCutOrNoPictureIsRefusedInOneLine(String name) {
    byte[] whole = Fixtures.bytes("pictures/" + name);
    assertEquals(Problem.DAMAGED, problem(Arrays.copyOf(whole, whole.length / 2), MOST));
    assertEquals(Problem.NO_PICTURE, problem(Arrays.copyOf(whole, 1), MOST));
    assertEquals(Problem.NO_PICTURE, problem(new byte[0], MOST));
  }

  @Test
  void whatCannotBeReadSaysWhy() {
    Path none = folder.resolve("none.png");
    PictureException refused =
        assertThrows(PictureException.class, () -> reader(ImageFit.PAD).read(none));
    assertEquals(Problem.UNREADABLE, refused.problem());
    assertEquals("no such file", refused.getMessage());
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
