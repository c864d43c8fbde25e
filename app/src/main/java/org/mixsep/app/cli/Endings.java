package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mixsep.InvalidInputException;

/** Refuses to write one format under the ending of another. */
final class Endings {
  private static final Set<String> KNOWN =
      Set.of(
          "png",
          "jpg",
          "jpeg",
          "gif",
          "bmp",
          "webp",
          "svg",
          "pdf",
          "eps",
          "html",
          "htm",
          "md",
          "json",
          "csv",
          "yaml",
          "onnx",
          "safetensors",
          "pt",
          "pth",
          "npz");

  private Endings() {}

  /**
   * @param option that the file was named by
   * @param file any; one without an ending, or with an unknown one, is taken as it is
   * @param own endings of what is written, the usual one first
   * @throws InvalidInputException when its ending is another format's
   */
  static void require(String option, Path file, List<String> own) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    if (name.contains(".") && KNOWN.contains(ending) && !own.contains(ending)) {
      throw new InvalidInputException(
          "%s %s is refused: what is written is no %s; end its name in .%s"
              .formatted(option, file, ending, own.get(0)));
    }
  }
}
