package org.mixsep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.mixsep.Fixtures;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.picture.ImageFit;

/**
 * A program that damages files by flipping, cutting and adding bytes, and reads them: each has to
 * give a set of images or an {@link InvalidInputException} of one line that names the file, in less
 * than ten seconds. Anything else ends it with a failure. Arguments: folder, files per reader.
 */
final class ReaderFuzz {
  private static final long MOST_NANOS = 10_000_000_000L;
  private static final int MOST_MEGABYTES = 512;
  private static final List<String> PICTURES =
      List.of(
          "rgb.png",
          "alpha.png",
          "palette.png",
          "grey16.png",
          "noise.png",
          "rgb.jpg",
          "grey.jpg",
          "exif6.jpg",
          "cmyk.jpg",
          "ycck.jpg",
          "rgb.bmp",
          "two.gif",
          "lossyalpha.webp",
          "alpha.webp",
          "two.webp",
          "exif6.webp",
          "two.tif",
          "lzw.tif",
          "jpeg.tif",
          "group4.tif",
          "cmyk.tif");

  private final Path folder;
  private final int files;

  private ReaderFuzz(Path folder, int files) {
    this.folder = folder;
    this.files = files;
  }

  public static void main(String[] arguments) throws IOException {
    ReaderFuzz fuzz = new ReaderFuzz(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    fuzz.cifar();
    fuzz.svhn();
    fuzz.idx();
    fuzz.pictures();
    requireLittleMemory();
  }

  private void cifar() throws IOException {
    byte[] records = new byte[10 * 3073];
    for (int i = 0; i < 10; i++) {
      records[i * 3073] = (byte) i;
    }
    Path file = folder.resolve("cifar/test_batch.bin");
    run(
        "cifar",
        List.of(records),
        file,
        () -> new CifarBinary(CifarBinary.Kind.CIFAR10, file.getParent()).read(Part.TEST));
  }

  private void svhn() throws IOException {
    Path file = folder.resolve("svhn/test_32x32.mat");
    SvhnMat svhn = new SvhnMat(file.getParent(), false);
    byte[] plain = Fixtures.bytes("svhn/test_32x32.mat");
    byte[] compressed = Fixtures.bytes("svhn/train_32x32.mat");
    run("svhn", List.of(plain, compressed), file, () -> svhn.stream(Part.TEST).toHeap());
  }

  private void idx() throws IOException {
    Path file = folder.resolve("idx/train-images-idx3-ubyte");
    Files.createDirectories(file.getParent());
    Files.write(file.resolveSibling("train-labels-idx1-ubyte"), IdxFilesTest.labels(20));
    byte[] plain = IdxFilesTest.images(20);
    run(
        "idx",
        List.of(plain, IdxFilesTest.gzip(plain)),
        file,
        () -> new IdxFiles(IdxFiles.Kind.MNIST, file.getParent()).read(Part.TRAIN));
  }

  private void pictures() throws IOException {
    Fixtures.copy("pictures/rgb.png", folder.resolve("pictures/test/a/whole.png"));
    Path file = folder.resolve("pictures/train/a/damaged");
    ImageFolder.Size size = new ImageFolder.Size(new ImageShape(3, 32, 32), ImageFit.PAD);
    run(
        "pictures",
        PICTURES.stream().map(name -> Fixtures.bytes("pictures/" + name)).toList(),
        file,
        () ->
            new ImageFolder(folder.resolve("pictures"), size, 0.5, 1, warning -> {})
                .stream(Part.TRAIN).toHeap());
  }

  private void run(String reader, List<byte[]> samples, Path file, Supplier<ImageSet> reading)
      throws IOException {
    Files.createDirectories(file.getParent());
    for (byte[] sample : samples) {
      Files.write(file, sample);
      reading.get(); // an undamaged file is no error
    }
    int refused = 0;
    long slowest = 0;
    for (int seed = 0; seed < files; seed++) {
      Files.write(file, damaged(samples.get(seed % samples.size()), new SplittableRandom(seed)));
      long start = System.nanoTime();
      try {
        require(reading.get().size() > 0, reader, seed, "an empty set");
      } catch (InvalidInputException e) {
        refused++;
        String message = e.getMessage();
        boolean names = message.contains(file.getParent().toString());
        require(names && message.lines().count() == 1, reader, seed, message);
      } catch (RuntimeException | Error e) {
        throw new IllegalStateException(reader + ", seed " + seed, e);
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
      require(slowest < MOST_NANOS, reader, seed, slowest + " ns");
    }
    System.out.printf(
        "%s: %d files, %d refused, slowest %d ms%n", reader, files, refused, slowest / 1_000_000);
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int way = random.nextInt(4);
    if (way == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    if (way == 1) {
      byte[] more = new byte[1 + random.nextInt(300)];
      random.nextBytes(more);
      int at = random.nextInt(bytes.length + 1);
      byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, longer, at, more.length);
      System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
      return longer;
    }
    // Headers are where damage hurts; half of the files get all of theirs there.
    int range = way == 2 ? Math.min(bytes.length, 250) : bytes.length;
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      bytes[random.nextInt(range)] ^= (byte) (1 + random.nextInt(255));
    }
    return bytes;
  }

  /** On Linux; elsewhere the heap's limit says nearly the same. */
  private static void requireLittleMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      String line =
          Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).findAny().get();
      long megabytes = Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      System.out.println("most memory: " + megabytes + " MiB");
      require(megabytes < MOST_MEGABYTES, "all readers", 0, line);
    }
  }

  private static void require(boolean holds, String reader, int seed, String found) {
    if (!holds) {
      throw new IllegalStateException(reader + ", seed " + seed + ": " + found);
    }
  }
}
