package org.mixsep.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The files of every class, class after class.
 *
 * @param labels of the files
 */
record ClassFolders(List<String> classNames, List<Path> files, int[] labels) {

  /**
   * Lists a folder of class folders.
   *
   * @param faults takes what is wrong with it; the rest is listed all the same
   */
  static ClassFolders list(Path folder, List<FolderFault> faults) {
    List<Path> folders = new ArrayList<>();
    for (Path entry : FolderListing.entries(folder)) {
      if (Files.isDirectory(entry)) {
        folders.add(entry);
      } else {
        faults.add(
            new FolderFault(
                entry,
                "a file beside the folders of classes; move it into one, or hide it by a name that"
                    + " begins with a dot"));
      }
    }
    if (folders.isEmpty()) {
      faults.add(
          new FolderFault(
              folder, "holds no folder; expected one for each class, with its pictures"));
    }
    List<String> names = folders.stream().map(path -> path.getFileName().toString()).toList();
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int c = 0; c < folders.size(); c++) {
      List<Path> ofClass = FolderListing.files(folders.get(c));
      if (ofClass.isEmpty()) {
        faults.add(
            new FolderFault(
                folders.get(c), "empty class: it holds no picture; add some or remove the folder"));
      }
      files.addAll(ofClass);
      labels.addAll(Collections.nCopies(ofClass.size(), c));
    }
    return new ClassFolders(
        names, List.copyOf(files), labels.stream().mapToInt(label -> label).toArray());
  }

  ClassFolders part(int[] indices) {
    return new ClassFolders(
        classNames,
        IntStream.of(indices).mapToObj(files::get).toList(),
        IntStream.of(indices).map(i -> labels[i]).toArray());
  }
}
