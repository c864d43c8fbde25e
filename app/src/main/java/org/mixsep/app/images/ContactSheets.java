package org.mixsep.app.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.mixsep.AtomicFile;
import org.mixsep.app.config.RunConfig;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.ContactSheet;

/** Writes contact sheets as PNG files. */
public final class ContactSheets {
  private static final int IMAGES_A_CLASS = 16;

  private ContactSheets() {}

  public static void write(ImageSet images, Path file) {
    write(images, IMAGES_A_CLASS, file);
  }

  /** Each image with its preprocessed form: half as many take the same room. */
  public static void writePairs(RunConfig config, ImageSet images, Path file) {
    int perClass = IMAGES_A_CLASS / 2;
    write(PreparedBeside.of(config, images, perClass), perClass, file);
  }

  private static void write(ImageSet images, int perClass, Path file) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(ContactSheet.draw(images, perClass), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(png.toByteArray());
    AtomicFile.write(file, channel -> AtomicFile.put(channel, bytes));
  }
}
