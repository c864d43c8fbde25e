package org.mixsep.app.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mixsep.InvalidInputException;
import org.mixsep.data.FolderListing;
import org.mixsep.picture.PictureKind;

/**
 * The image files that a command line names: the named files, whatever they are, and the pictures
 * in and below the named folders, whatever their names, in order of their names.
 *
 * @param files pictures, those of formats that are not read among them, so that they are reported
 * @param passedOver files in folders that are no pictures
 */
record ImageFiles(List<Path> files, List<Path> passedOver) {

  /**
   * @throws InvalidInputException when a folder cannot be listed or holds no picture
   */
  static ImageFiles find(List<Path> inputs) {
    List<Path> files = new ArrayList<>();
    List<Path> passedOver = new ArrayList<>();
    for (Path input : inputs) {
      if (!Files.isDirectory(input)) {
        files.add(input);
        continue;
      }
      int before = files.size();
      for (Path file : FolderListing.files(input)) {
        (isPicture(file) ? files : passedOver).add(file);
      }
      if (files.size() == before) {
        throw new InvalidInputException(
            "%s holds no %s picture".formatted(input, PictureKind.READ));
      }
    }
    return new ImageFiles(List.copyOf(files), List.copyOf(passedOver));
  }

  private static boolean isPicture(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return PictureKind.of(in.readNBytes(PictureKind.LOOKED_AT)).isPicture();
    } catch (IOException e) {
      return true; // whoever reads it says what is wrong
    }
  }
}
