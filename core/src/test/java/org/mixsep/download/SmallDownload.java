package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;

/** One file of random bytes on a server of this machine, and a fetch of it. */
abstract class SmallDownload {
  static final int SIZE = 300_000;

  final byte[] content = new byte[SIZE];
  final UnrulyServer server = new UnrulyServer();
  final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  final List<Long> done = new ArrayList<>();
  PublishedSet set;

  @TempDir Path folder;

  @BeforeEach
  void serve() throws Exception {
    new Random(1).nextBytes(content);
    server.serve("a.bin", content);
    set = set(RemoteFile.kept("a.bin", SIZE, sha256(content)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static PublishedSet set(RemoteFile... files) {
    return new PublishedSet(
        "small", "a small set", URI.create("http://publisher.invalid/"), 1, 1, List.of(files));
  }

  boolean fetch() {
    return fetch(settings(Duration.ofSeconds(20)));
  }

  boolean fetch(FetchSettings settings) {
    return new Downloads(settings)
        .fetch(set, Optional.of(server.address()), folder, false, listener());
  }

  /** Four tries, waits that are noted and not waited, three redirects. */
  FetchSettings settings(Duration stall) {
    return new FetchSettings(
        Duration.ofSeconds(5),
        stall,
        4,
        20_000,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        3,
        Optional.empty(),
        waits::add);
  }

  FetchListener listener() {
    return new FetchListener() {
      @Override
      public void message(String line) {
        messages.add(line);
      }

      @Override
      public void progress(String file, long bytes, long total) {
        assertEquals(SIZE, total);
        synchronized (done) {
          done.add(bytes);
        }
      }
    };
  }

  void assertRefused(String part) {
    String line = assertThrows(InvalidInputException.class, this::fetch).getMessage();
    assertTrue(line.contains(part), line);
    assertFalse(line.contains("\n"), line);
    assertFalse(Files.exists(folder.resolve("a.bin")));
  }

  void assertWhole() throws IOException {
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("a.bin")));
    assertEquals(List.of(), leftovers());
  }

  void assertNothingLeft() {
    assertEquals(List.of(), leftovers());
  }

  private List<String> leftovers() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> n.contains("part")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
