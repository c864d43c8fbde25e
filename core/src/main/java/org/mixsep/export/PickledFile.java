package org.mixsep.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mixsep.InvalidInputException;

/** Tells PyTorch's own files, which are not read: to read them is to run what is in them. */
final class PickledFile {
  private static final int HEAD = 9;

  private PickledFile() {}

  /**
   * @throws InvalidInputException with the lines of Python that convert it, when a file is a zip
   *     archive or begins as a pickle; what cannot be read is left to others to say
   */
  static void refuse(Path file) {
    if (isPickled(file)) {
      throw new InvalidInputException(
          ("%s is a PyTorch file, which holds code to run and is not read; convert it by:"
                  + " python3 -c \"import torch, safetensors.torch;"
                  + " safetensors.torch.save_file(torch.load('%s', weights_only=True), '%s')\"")
              .formatted(file, file, converted(file)));
    }
  }

  private static boolean isPickled(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD);
      boolean zip = head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3;
      boolean pickle =
          head.length == HEAD && (head[0] & 0xff) == 0x80 && head[1] >= 2 && head[1] <= 5;
      return zip || pickle && head[HEAD - 1] != '{'; // a header of so many bytes begins so as well
    } catch (IOException e) {
      return false;
    }
  }

  private static String converted(Path file) {
    return file.toString().replaceFirst("\\.(pth|pt|bin|pkl)$", "") + ".safetensors";
  }
}
