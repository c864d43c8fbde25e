package org.mixsep.app.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.DataFolders;
import org.mixsep.download.FetchListener;
import org.mixsep.download.FetchSettings;
import org.mixsep.download.SetFolder.Finding;

class DataSetsTest {
  private static final FetchListener NOBODY =
      new FetchListener() {
        @Override
        public void message(String line) {}

        @Override
        public void progress(String file, long bytes, long expected) {}
      };

  @TempDir Path folder;

  private Path picture(String name, int rgb) throws IOException {
    Path file = folder.resolve("set/" + name);
    Files.createDirectories(file.getParent());
    BufferedImage plain = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      plain.setRGB(i % 8, i / 8, rgb);
    }
    String ending = name.substring(name.lastIndexOf('.') + 1);
    ImageIO.write(plain, ending, file.toFile());
    return file;
  }

  @Test
  void picturesOnBothSidesAreNamedWhateverTheirFiles() throws IOException {
    picture("train/a/1.png", 0x102030);
    Path trained = picture("train/b/2.png", 0x405060);
    Path tested = picture("test/b/other.bmp", 0x405060);
    picture("test/a/3.png", 0x708090);
    List<String> settings =
        List.of(
            "data=folder",
            "data.train=0",
            "data.test=0",
            "data.height=8",
            "data.width=8",
            "data.dir=" + folder.resolve("set"),
            "cache=" + folder.resolve("cache"));
    DataSets.Check check =
        new DataSets(new DataFolders(), FetchSettings.usual())
            .check(
                "folder",
                ConfigSources.resolve("street-digits", Optional.empty(), settings),
                NOBODY);
    assertTrue(check.remedy().isEmpty(), "it is no fault, but worth to know");
    Finding last = check.findings().get(check.findings().size() - 1);
    assertEquals(3, check.findings().size(), check.findings()::toString);
    assertEquals(tested.toString(), last.path());
    assertEquals("a test picture that is the training picture " + trained, last.finding());
  }
}
