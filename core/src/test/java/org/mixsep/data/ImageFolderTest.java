package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.picture.ImageFit;
import org.mixsep.picture.Photo;

class ImageFolderTest {
  private static final ImageFolder.Size SMALL =
      new ImageFolder.Size(new ImageShape(3, 4, 4), ImageFit.STRETCH);

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  /** A picture of one grey level. */
  private Path picture(String name, int width, int height, int level) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, level * 0x010101);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private ImageFolder open() {
    return open(SMALL, 0.25, 1);
  }

  private ImageFolder open(ImageFolder.Size size, double share, long seed) {
    return new ImageFolder(folder, size, share, seed, warnings::add);
  }

  private static String error(Executable act) {
    String message = assertThrows(InvalidInputException.class, act).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  private static int[] levels(ImageSet set) {
    byte[] image = new byte[set.shape().values()];
    int[] levels = new int[set.size()];
    for (int i = 0; i < levels.length; i++) {
      set.read(i, image);
      levels[i] = image[0] & 0xFF;
    }
    return levels;
  }

  @Test
  void readsTrainAndTestInTheOrderOfNames() throws IOException {
    picture("train/dog/2.png", 7, 5, 20);
    picture("train/dog/10.png", 4, 4, 10);
    picture("train/cat/deeper/x.png", 9, 9, 40);
    picture("train/cat/a.png", 1, 1, 30);
    picture("test/dog/a.png", 4, 4, 50);
    picture("test/cat/a.png", 4, 4, 60);
    Files.writeString(folder.resolve("train/cat/.hidden"), "x");
    Files.writeString(folder.resolve("train/cat/Thumbs.db"), "x");
    Files.writeString(folder.resolve("train/.DS_Store"), "x");
    ImageSet train = open().stream(Part.TRAIN).toHeap();
    assertEquals(List.of("cat", "dog"), train.classNames());
    assertEquals(folder.getFileName() + " train", train.name());
    assertArrayEquals(new int[] {0, 0, 1, 1}, train.labels());
    assertArrayEquals(new int[] {30, 40, 10, 20}, levels(train));
    ImageSet test = open().stream(Part.TEST).toHeap();
    assertArrayEquals(new int[] {0, 1}, test.labels());
    assertArrayEquals(new int[] {60, 50}, levels(test));
  }

  @Test
  void aFolderWithoutTestIsSplitBySeed() throws IOException {
    for (int i = 0; i < 40; i++) {
      picture("%s/%02d.png".formatted(i < 8 ? "few" : "many", i), 2, 2, 2 * i);
    }
    ImageSet train = open().stream(Part.TRAIN).toHeap();
    ImageSet test = open().stream(Part.TEST).toHeap();
    assertEquals(30, train.size());
    assertEquals(2, Arrays.stream(test.labels()).filter(label -> label == 0).count());
    assertEquals(8, Arrays.stream(test.labels()).filter(label -> label == 1).count());
    TreeSet<Integer> all = new TreeSet<>();
    Arrays.stream(levels(train)).forEach(all::add);
    Arrays.stream(levels(test)).forEach(all::add);
    assertEquals(40, all.size(), "no picture is on both sides or on none");
    assertEquals(test.fingerprint(), open().stream(Part.TEST).toHeap().fingerprint());
    assertNotEquals(
        test.fingerprint(), open(SMALL, 0.25, 2).stream(Part.TEST).toHeap().fingerprint());
  }

  @Test
  void paddingKeepsTheRatioAndCropsWhatIsWider() throws IOException {
    picture("train/a/high.png", 10, 40, 100);
    picture("train/a/wide.png", 90, 30, 200);
    picture("train/a/widest.png", 5000, 1, 210);
    picture("test/a/square.png", 5, 5, 50);
    ImageFolder.Size size = new ImageFolder.Size(new ImageShape(3, 8, 8), ImageFit.PAD);
    ImageSet train = open(size, 0.5, 1).stream(Part.TRAIN).toHeap();
    byte[] image = new byte[3 * 64];
    train.read(0, image);
    for (int at = 0; at < image.length; at++) {
      int x = at % 8;
      assertEquals(x == 3 || x == 4 ? 100 : 0, image[at], "byte " + at);
    }
    train.read(1, image);
    assertTrue(Arrays.equals(image, 0, 192, filled(200), 0, 192));
    assertEquals(
        List.of(
            folder.getFileName()
                + " train: 2 of 3 pictures are wider than they should be and were cropped to their"
                + " centre"),
        warnings);
    open(size, 0.5, 1).stream(Part.TEST).toHeap();
    assertEquals(1, warnings.size());
  }

  private static byte[] filled(int level) {
    byte[] bytes = new byte[192];
    Arrays.fill(bytes, (byte) level);
    return bytes;
  }

  @Test
  void croppingKeepsTheCentre() {
    int[] rgb = new int[30 * 10];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % 30;
      rgb[i] = x < 10 ? 0xFF0000 : x < 20 ? 0x00FF00 : 0x0000FF;
    }
    byte[] planes = ImageFit.PAD.fit(new Photo(30, 10, rgb), 10, 10);
    for (int at = 0; at < 300; at++) {
      assertEquals(at / 100 == 1 ? -1 : 0, planes[at], "byte " + at);
    }
  }

  @Test
  void keysFollowFilesAndSettings() throws IOException {
    for (int i = 0; i < 8; i++) {
      picture("a/%d.png".formatted(i), 2, 2, i);
    }
    String key = open().key(Part.TRAIN);
    assertTrue(key.matches("folder-train-[0-9a-f]{32}"), key);
    assertEquals(key, open().key(Part.TRAIN));
    assertNotEquals(key, open().key(Part.TEST));
    assertNotEquals(key, open(SMALL, 0.25, 2).key(Part.TRAIN));
    ImageFolder.Size padded = new ImageFolder.Size(SMALL.shape(), ImageFit.PAD);
    assertNotEquals(key, open(padded, 0.25, 1).key(Part.TRAIN));
    picture("a/7.png", 3, 2, 7);
    picture("a/0.png", 3, 2, 7);
    assertNotEquals(
        List.of(key, open().key(Part.TEST)),
        List.of(open().key(Part.TRAIN), open().key(Part.TEST)));
  }

  @Test
  void whatIsWrongWithAFolderIsSaid() throws IOException {
    Path none = folder.resolve("none");
    assertTrue(
        error(() -> new ImageFolder(none, SMALL, 0.2, 1, warnings::add))
            .startsWith(none + ": no such folder; data.dir must name a folder of pictures"));
    assertTrue(error(this::open).contains(folder + ": holds no folder; expected one for each"));
    Path empty = Files.createDirectory(folder.resolve("a"));
    assertTrue(error(this::open).startsWith(empty + ": empty class"));
    picture("a/1.png", 2, 2, 1);
    assertTrue(error(this::open).contains("class a has 1 pictures, too few to keep 0.25 of them"));
    picture("train/a/1.png", 2, 2, 1);
    assertTrue(error(this::open).contains(folder.resolve("test") + ": no such folder"));
    assertTrue(error(this::open).contains(folder.resolve("a") + ": lies beside train and test"));
    Files.delete(folder.resolve("a/1.png"));
    Files.delete(empty);
    picture("test/b/1.png", 2, 2, 1);
    assertEquals(
        folder
            + ": train and test hold different classes, only in train [a], only in test [b]; each"
            + " class needs a folder in both",
        error(this::open));
  }

  @Test
  void aFileThatIsNoPictureIsNamed() throws IOException {
    picture("train/a/1.png", 2, 2, 1);
    picture("test/a/1.png", 2, 2, 1);
    Path notes = Files.writeString(folder.resolve("train/a/notes.txt"), "x");
    ImageFolder pictures = open();
    assertTrue(
        error(() -> pictures.stream(Part.TRAIN).toHeap()).startsWith(notes + ": no JPEG, PNG"));
  }

  @Test
  void allFaultsAreToldAtOnce() throws IOException {
    for (String name : List.of("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png")) {
      picture(name, 2, 2, 1);
    }
    assertEquals(List.of(), ImageFolder.faults(folder));
    Files.writeString(folder.resolve("train/stray.txt"), "x");
    Files.writeString(folder.resolve("train/a/page.jpg"), "<!DOCTYPE html><title>404</title>");
    Files.write(folder.resolve("test/b/cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10});
    Files.createDirectory(folder.resolve("test/c"));
    List<String> found = ImageFolder.faults(folder).stream().map(FolderFault::toString).toList();
    assertEquals(4, found.size(), found::toString);
    String line = error(this::open);
    assertTrue(line.startsWith(folder + ": 4 faults: "), line);
    found.forEach(fault -> assertTrue(line.contains(fault), line));
    assertTrue(
        line.contains("page.jpg: no JPEG, PNG, WebP, TIFF, BMP or GIF picture but an HTML page"),
        line);
    Files.delete(folder.resolve("train/stray.txt"));
    Files.delete(folder.resolve("test/c"));
    for (int i = 0; i < 7; i++) {
      Files.writeString(folder.resolve("train/a/" + i + ".txt"), "x");
    }
    ImageFolder pictures = open();
    String many = error(() -> pictures.stream(Part.TRAIN).toHeap());
    assertTrue(many.startsWith(folder + ": 9 faults: "), many); // of both parts
    assertTrue(many.contains("and 4 more: 'mixsep data check folder"), many);
  }

  @Test
  void theUsualNamesOfPartsAreKnown() throws IOException {
    picture("Training/a/1.png", 2, 2, 1);
    picture("Training/b/1.png", 2, 2, 2);
    picture("val/a/1.png", 2, 2, 3);
    picture("val/b/1.png", 2, 2, 4);
    ImageFolder pictures = open();
    assertArrayEquals(new int[] {1, 2}, levels(pictures.stream(Part.TRAIN).toHeap()));
    assertArrayEquals(new int[] {3, 4}, levels(pictures.stream(Part.TEST).toHeap()));
    assertEquals(
        List.of(folder.resolve("val") + " is taken for the test pictures"), pictures.notes());
    picture("Test/a/1.png", 2, 2, 5);
    picture("Test/b/1.png", 2, 2, 6);
    assertArrayEquals(new int[] {5, 6}, levels(open().stream(Part.TEST).toHeap()));
    assertTrue(open().notes().get(0).startsWith(folder.resolve("val") + " is not used"));
    picture("train/a/1.png", 2, 2, 1);
    assertTrue(error(this::open).contains("means the same as Training"));
  }

  @Test
  void aClassMayBeCalledTrainAndThumbnailsAreNoPicturesOfIt() throws IOException {
    for (int i = 0; i < 8; i++) {
      picture("train/%d.png".formatted(i), 2, 2, 1);
      picture("bus/%d.png".formatted(i), 2, 2, 2);
      picture("bus/@eaDir/%d.png/thumb.png".formatted(i), 2, 2, 3);
    }
    ImageSet train = open().stream(Part.TRAIN).toHeap();
    assertEquals(List.of("bus", "train"), train.classNames());
    assertEquals(12, train.size());
  }

  @Test
  void oneClassAloneIsAFolderTooHigh() throws IOException {
    for (int i = 0; i < 8; i++) {
      picture("photos/%s/%d.png".formatted(i % 2 == 0 ? "a" : "b", i), 2, 2, 1);
    }
    ImageFolder pictures = open();
    String line = error(pictures::requireSeveralClasses);
    assertTrue(line.endsWith("is data.dir=" + folder.resolve("photos") + " meant?"), line);
    new ImageFolder(folder.resolve("photos"), SMALL, 0.25, 1, warnings::add)
        .requireSeveralClasses();
  }

  @Test
  void imagesOnBothSidesAreCounted() throws IOException {
    for (int i = 0; i < 4; i++) {
      picture("train/a/%d.png".formatted(i), 2, 2, i);
      picture("test/a/%d.png".formatted(i), 2, 2, i + 2);
    }
    ImageSet train = open().stream(Part.TRAIN).toHeap();
    assertEquals(2, SharedImages.count(train, open().stream(Part.TEST).toHeap()));
    assertEquals(4, SharedImages.count(train, train));
  }
}
