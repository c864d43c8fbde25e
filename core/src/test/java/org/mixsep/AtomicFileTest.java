package org.mixsep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static AtomicFile.Content bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    Arrays.stream(values).forEach(value -> bytes.put((byte) value));
    return channel -> AtomicFile.put(channel, bytes.flip());
  }

  @Test
  void replacesAFileAndMakesFolders() throws IOException {
    Path file = folder.resolve("a/b/file");
    AtomicFile.write(file, bytes(1, 2, 3));
    AtomicFile.write(file, bytes(4));
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aFailureLeavesTheOldFileAndNoOther() throws IOException {
    Path file = folder.resolve("file");
    AtomicFile.write(file, bytes(1, 2, 3));
    String message =
        assertThrows(
                InvalidInputException.class,
                () ->
                    AtomicFile.write(
                        file,
                        channel -> {
                          AtomicFile.put(channel, ByteBuffer.allocate(4));
                          throw new IOException("No space left on device");
                        }))
            .getMessage();
    assertEquals(
        "cannot write "
            + file
            + ": No space left on device; check that the folder is writable and has space left",
        message);
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                file,
                channel -> {
                  throw new IllegalStateException("stop");
                }));
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void leftoversOfKilledProgramsAreRemovedAndYoungAndOthersKept() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Path stale = Files.createFile(folder.resolve("file.1.tmp"));
    Path young = Files.createFile(folder.resolve("file.2.tmp"));
    Path others = Files.createFile(folder.resolve("other.1.tmp"));
    Path own = Files.createFile(folder.resolve("file.txt"));
    for (Path path : List.of(stale, others, own)) {
      Files.setLastModifiedTime(path, old);
    }
    AtomicFile.write(folder.resolve("file"), bytes(1));
    assertFalse(Files.exists(stale));
    assertTrue(Files.exists(young) && Files.exists(others) && Files.exists(own));
  }

  @Test
  void aCacheFileIsWholeForItsKeyOnly() throws IOException {
    Path file = folder.resolve("cached");
    byte[] key = new byte[32];
    CacheFile.write(
        file,
        key,
        sink -> {
          sink.put(ByteBuffer.wrap(new byte[] {1, 2, 3}));
          sink.put(ByteBuffer.wrap(new byte[] {4, 5}));
        });
    assertEquals(OptionalLong.of(5), CacheFile.wholePayload(file, key));
    byte[] other = key.clone();
    other[31] = 1;
    assertEquals(OptionalLong.empty(), CacheFile.wholePayload(file, other));
    assertEquals(OptionalLong.empty(), CacheFile.wholePayload(folder, key));
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertEquals(OptionalLong.empty(), CacheFile.wholePayload(file, key), "byte " + at);
    }
    for (int length : new int[] {0, 10, 4095, 4096, 4100, 4102}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(OptionalLong.empty(), CacheFile.wholePayload(file, key), "length " + length);
    }
    CacheFile.write(file, key, sink -> {});
    assertEquals(OptionalLong.of(0), CacheFile.wholePayload(file, key));
  }

  @Test
  void aLinkStaysOneAndWhatItLeadsToIsWritten() throws IOException {
    Path file = Files.createDirectories(folder.resolve("deep")).resolve("file");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("deep", "file"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    for (Path written : List.of(link, second)) { // the first time there is nothing at its end
      AtomicFile.write(written, bytes(1, 2));
      assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
      assertTrue(Files.isSymbolicLink(written));
      assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
      Files.delete(file);
    }
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, Path.of("circle"));
    assertThrows(InvalidInputException.class, () -> AtomicFile.write(circle, bytes(1)));
  }

  @Test
  void aPipeStaysOneAndIsWrittenTo() throws Exception {
    Path pipe = folder.resolve("pipe");
    try {
      assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    } catch (IOException e) {
      assumeTrue(false, "no mkfifo here");
    }
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllBytes(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    AtomicFile.write(
        pipe,
        channel -> {
          AtomicFile.put(channel, ByteBuffer.wrap(new byte[] {0, 2, 3}));
          channel.write(ByteBuffer.wrap(new byte[] {1}), 0); // as a checksum is patched in
        });
    assertArrayEquals(new byte[] {1, 2, 3}, read.get());
    assertFalse(Files.isRegularFile(pipe));
    assertEquals(List.of(pipe), files());
  }

  @Test
  void aDeviceStaysOne() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.isWritable(device), "no such device here");
    AtomicFile.write(device, bytes(1, 2));
    assertFalse(Files.isRegularFile(device));
  }
}
