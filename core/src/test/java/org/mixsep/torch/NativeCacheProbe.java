package org.mixsep.torch;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * A program that uses libtorch and says where its libraries came from. Arguments: a folder that
 * cannot be written to, or none.
 */
final class NativeCacheProbe {
  private NativeCacheProbe() {}

  public static void main(String[] arguments) {
    for (String folder : arguments) {
      new NativeCache(List.of(Path.of(folder)), path -> false).settle();
    }
    System.out.println("sum " + Tensors.of(new float[] {1, 2}, 2).sum().item_float());
    Loader.getLoadedLibraries().values().forEach(file -> System.out.println("from " + file));
  }
}
