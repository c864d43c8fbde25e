package org.mixsep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.PreparedCache;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;

/**
 * A program that reads SVHN's training images with the extra ones, prepares them, and fails when
 * that took 3 GiB or more. Argument: the folder.
 */
final class SvhnLarge {
  private static final long MOST_MEGABYTES = 3 * 1024;

  private SvhnLarge() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long start = System.nanoTime();
    SvhnMat svhn = new SvhnMat(folder, true);
    ImageSet images = svhn.read(ImageSource.Part.TRAIN, new ImageSetCache(folder.resolve("cache")));
    memory("read", start);
    PreprocessingRecipe recipe =
        new PreprocessingRecipe(new GlobalContrastNormalization(), new Standardization());
    PreparedCache cache = new PreparedCache(folder.resolve("cache"));
    FittedPreprocessing fitted = cache.fit(recipe, images);
    memory("fitted", start);
    PreparedImages prepared = cache.prepare(fitted, images);
    memory("prepared", start);
    System.out.println(prepared.size() + " images");
  }

  /** Peak of all resident memory (mapped files included), and what is not a mapped file now. */
  private static void memory(String what, long start) throws IOException {
    long peak = megabytes("VmHWM");
    System.out.printf(
        "%s after %d s: peak %d MiB, now %d MiB of heap and native, %d MiB of mapped files%n",
        what,
        (System.nanoTime() - start) / 1_000_000_000,
        peak,
        megabytes("RssAnon"),
        megabytes("RssFile"));
    if (peak >= MOST_MEGABYTES) {
      throw new IllegalStateException("3 GiB or more");
    }
  }

  private static long megabytes(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findAny()
        .orElseThrow();
  }
}
