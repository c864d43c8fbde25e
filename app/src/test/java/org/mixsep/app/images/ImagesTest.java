package org.mixsep.app.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/** From settings to images; what the readers do with files is tested where they are. */
class ImagesTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  private ImageSet images(Images.Split split, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("data.dir=" + folder));
    arguments.addAll(List.of(settings));
    arguments.add("cache=" + folder.resolve("cache"));
    return Images.of(
        ConfigSources.resolve("street-digits", Optional.empty(), arguments), split, warnings::add);
  }

  private static Set<ByteBuffer> pixels(ImageSet set) {
    Set<ByteBuffer> all = new HashSet<>();
    for (int i = 0; i < set.size(); i++) {
      byte[] image = new byte[set.shape().values()];
      set.read(i, image);
      all.add(ByteBuffer.wrap(image));
    }
    return all;
  }

  @Test
  void validationImagesAreTakenOutOfTheTrainingImages() {
    String[] settings = {"data.train=300", "data.validation=100", "batch=16"};
    ImageSet train = images(Images.Split.TRAIN, settings);
    ImageSet validation = images(Images.Split.VALIDATION, settings);
    assertEquals(200, train.size());
    assertEquals(100, validation.size());
    Set<ByteBuffer> both = pixels(train);
    both.addAll(pixels(validation));
    assertEquals(300, both.size());
    assertEquals(both, pixels(images(Images.Split.TRAIN, "data.train=300", "data.validation=0")));
    assertEquals(0, images(Images.Split.VALIDATION, "data.train=300").size());
  }

  @Test
  void idxImagesArePaddedUnlessToldOtherwise() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 10 * 784);
    images.putInt(0x803).putInt(10).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(18).putInt(0x801).putInt(10);
    for (byte i = 0; i < 10; i++) {
      labels.put(i);
    }
    for (String name : List.of("train", "t10k")) {
      Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
      Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }
    String[] plain = {"data=mnist", "data.train=0", "data.test=0"};
    assertEquals(new ImageShape(3, 32, 32), images(Images.Split.TRAIN, plain).shape());
    String[] fashion = {"data=fashion-mnist", "data.train=0", "data.test=0", "data.pad=off"};
    ImageSet test = images(Images.Split.TEST, fashion);
    assertEquals(new ImageShape(1, 28, 28), test.shape());
    assertEquals("fashion-mnist test", test.name());
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () -> images(Images.Split.TRAIN, "data=mnist", "data.train=0", "data.validation=5"));
    assertTrue(e.getMessage().contains("leaves less than one batch of 128 images of the 10 of"));
  }

  @Test
  void aFolderIsReadInTheLayoutAskedForAndKept() throws IOException {
    for (String half : List.of("train/a", "train/b", "test/a", "test/b")) {
      Path file = folder.resolve("set/" + half + "/1.png");
      Files.createDirectories(file.getParent());
      BufferedImage wide = new BufferedImage(60, 20, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(wide, "png", file.toFile());
    }
    String[] settings = {
      "data=folder",
      "data.train=0",
      "data.test=0",
      "data.layout=pad",
      "data.height=10",
      "data.width=12",
      "data.dir=" + folder.resolve("set")
    };
    ImageSet train = images(Images.Split.TRAIN, settings);
    assertEquals(new ImageShape(3, 10, 12), train.shape());
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).startsWith("set train: 2 of 2 pictures are wider"));
    assertEquals(train.fingerprint(), images(Images.Split.TRAIN, settings).fingerprint());
    assertEquals(1, warnings.size(), "read from the cache the second time");
  }

  /** Each picture of a colour of its own, so that a file is told by its pixels. */
  @Test
  void filesOfTestImagesStandInTheirOrderAlsoOfSome() throws IOException {
    int colour = 1;
    for (String name : List.of("a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3", "b/4")) {
      Path file = folder.resolve("some/" + name + ".png");
      Files.createDirectories(file.getParent());
      BufferedImage plain = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < 64; at++) {
        plain.setRGB(at % 8, at / 8, 25 * colour * 0x010101);
      }
      colour++;
      ImageIO.write(plain, "png", file.toFile());
    }
    for (String test : List.of("data.test=0", "data.test=3")) {
      String[] settings = {
        "data=folder",
        "data.train=0",
        test,
        "data.testShare=0.5",
        "data.height=8",
        "data.width=8",
        "data.dir=" + folder.resolve("some")
      };
      ImageSet images = images(Images.Split.TEST, settings);
      List<String> files =
          Images.testFiles(
              ConfigSources.resolve("street-digits", Optional.empty(), List.of(settings)));
      assertEquals(images.size(), files.size());
      for (int i = 0; i < files.size(); i++) {
        byte[] pixels = new byte[images.shape().values()];
        images.read(i, pixels);
        int expected = ImageIO.read(Path.of(files.get(i)).toFile()).getRGB(0, 0) & 0xFF;
        assertEquals(expected, pixels[32] & 0xFF, files.get(i));
      }
    }
  }
}
