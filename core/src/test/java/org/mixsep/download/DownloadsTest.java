package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is fetched, gone on with and left alone. */
class DownloadsTest extends SmallDownload {
  @Test
  void aFileIsFetchedCheckedAndNamed() throws IOException {
    assertTrue(fetch());
    assertWhole();
    assertEquals(List.of("/files/a.bin null null"), server.requests());
    assertEquals(0, done.get(0));
    assertEquals(SIZE, done.get(done.size() - 1));
    assertEquals(sha256(content) + "  a.bin\n", Files.readString(folder.resolve("SHA256SUMS")));
    assertFalse(fetch(), "nothing is left to do");
    assertEquals(1, server.requests().size());
  }

  @Test
  void aCutIsGoneOnFrom() throws IOException {
    server.next(server.cut("a.bin", 100_000));
    fetch();
    assertWhole();
    assertEquals(2, server.requests().size());
    assertTrue(server.requests().get(1).matches("/files/a.bin bytes=[1-9][0-9]*- \"v1\""));
    assertEquals(List.of(Duration.ofSeconds(1)), waits);
    assertTrue(messages.toString().contains("trying again in 1 s"), messages::toString);
  }

  @Test
  void anEarlierRunIsGoneOnFrom() throws IOException {
    Files.write(folder.resolve("a.bin.part"), Arrays.copyOf(content, 1000));
    fetch();
    assertWhole();
    assertEquals(List.of("/files/a.bin bytes=1000- null"), server.requests());
  }

  @Test
  void aServerThatIgnoresRangesStartsOver() throws IOException {
    server.ranges = false;
    server.next(server.cut("a.bin", 100_000));
    fetch();
    assertWhole();
    assertEquals(2, server.requests().size());
  }

  @Test
  void aFileThatChangedInBetweenStartsOver() throws IOException {
    server.etag = "\"v0\"";
    server.next(server.cut("a.bin", 100_000));
    server.next(
        exchange -> {
          server.etag = "\"v1\"";
          UnrulyServer.status(503).answer(exchange);
        });
    fetch();
    assertWhole();
    assertTrue(server.requests().get(2).endsWith("\"v0\""), server.requests()::toString);
  }

  /** A weak validator promises no equal bytes: it must not be used for If-Range. */
  @Test
  void aWeakTagIsNotUsed() throws IOException {
    server.etag = "W/\"v1\"";
    server.next(server.cut("a.bin", 100_000));
    fetch();
    assertWhole();
    assertTrue(server.requests().get(1).endsWith(" null"), server.requests()::toString);
  }

  @Test
  void aPartOfOtherBytesIsFoundAndFetchedAgainWhole() throws IOException {
    Files.write(folder.resolve("a.bin.part"), new byte[1000]);
    fetch();
    assertWhole();
    assertEquals(2, server.requests().size());
    assertEquals("/files/a.bin null null", server.requests().get(1));
  }

  @Test
  void aPartThatIsWholeOrTooLongIsNoTrap() throws IOException {
    Files.write(folder.resolve("a.bin.part"), content);
    fetch();
    assertWhole();
    assertEquals(List.of(), server.requests());
    Files.delete(folder.resolve("a.bin"));
    Files.write(folder.resolve("a.bin.part"), new byte[SIZE + 1]);
    fetch();
    assertWhole();
  }

  @Test
  void anotherPartThanAskedStartsOver() throws IOException {
    Files.write(folder.resolve("a.bin.part"), Arrays.copyOf(content, 1000));
    server.next(UnrulyServer.body(206, 10, new byte[10], "Content-Range", "bytes 0-9/" + SIZE));
    fetch();
    assertWhole();
    Files.delete(folder.resolve("a.bin"));
    Files.write(folder.resolve("a.bin.part"), Arrays.copyOf(content, 1000));
    server.next(UnrulyServer.status(416));
    fetch();
    assertWhole();
  }

  @Test
  void fewerBytesWithoutALengthAreACut() throws IOException {
    server.next(UnrulyServer.body(200, 0, Arrays.copyOf(content, 7)));
    fetch();
    assertWhole();
    assertTrue(messages.toString().contains("cut after 7 of 300000 bytes"), messages::toString);
  }

  /** Each try brings something: as many are made as it takes. */
  @Test
  void cutsThatBringSomethingAreNotCounted() throws IOException {
    for (int i = 1; i <= 8; i++) {
      int from = i == 1 ? 0 : (i - 1) * 30_000;
      byte[] piece = Arrays.copyOfRange(content, from, i * 30_000);
      String range = "bytes %d-%d/%d".formatted(from, SIZE - 1, SIZE);
      server.next(UnrulyServer.body(i == 1 ? 200 : 206, 0, piece, "Content-Range", range));
    }
    fetch();
    assertWhole();
    assertEquals(9, server.requests().size());
    assertEquals(Collections.nCopies(8, Duration.ofSeconds(1)), waits);
  }

  @Test
  void aWrongFileOfTheRightSizeIsFetchedAgain() throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[SIZE]);
    SetFolder there = new SetFolder(set, folder);
    assertTrue(there.isComplete(), "by its size");
    assertEquals("SHA-256 is wrong", there.check(listener()).get(0).finding());
    assertTrue(fetch());
    assertWhole();
    assertTrue(there.check(listener()).get(0).right());
  }

  @Test
  void extraFilesComeOnlyWhenAskedFor() throws IOException {
    server.serve("more.bin", content);
    set =
        set(
            RemoteFile.kept("a.bin", SIZE, sha256(content)),
            RemoteFile.extra("more.bin", SIZE, sha256(content)));
    fetch();
    SetFolder there = new SetFolder(set, folder);
    assertTrue(there.isComplete());
    assertEquals(1, there.check(listener()).size());
    new Downloads(settings(Duration.ofSeconds(20)))
        .fetch(set, Optional.of(server.address()), folder, true, listener());
    assertEquals(2, there.check(listener()).size());
    assertEquals(2L * SIZE, there.bytes());
    assertEquals(2, server.requests().size());
  }

  @Test
  void aSecondFetchWaitsForTheFirst() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.next(
        exchange -> {
          inside.countDown();
          await(goOn);
          UnrulyServer.body(200, SIZE, content).answer(exchange);
        });
    CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(this::fetch);
    inside.await();
    FetchSettings s = settings(Duration.ofSeconds(20));
    FetchSettings releasing =
        new FetchSettings(
            s.connectTimeout(),
            s.stallTimeout(),
            s.attempts(),
            s.progressBytes(),
            s.backoff(),
            s.longestWait(),
            s.redirects(),
            Optional.empty(),
            time -> { // the second has found the lock and waits
              goOn.countDown();
              Thread.sleep(1);
            });
    boolean fetched = fetch(releasing);
    assertTrue(first.get());
    assertFalse(fetched, "the first had fetched it");
    assertWhole();
    assertEquals(1, server.requests().size());
    assertTrue(messages.toString().contains("another fetch is at work there"));
  }

  @Test
  void theKnownSetsAreWellFormed() {
    assertEquals(
        List.of("cifar10", "cifar100", "svhn", "fashion-mnist", "mnist"),
        PublishedSets.all().stream().map(PublishedSet::name).toList());
    for (PublishedSet known : PublishedSets.all()) {
      for (RemoteFile file : known.files()) {
        assertTrue(file.sha256().matches("[0-9a-f]{64}"), file.name());
        assertEquals(file.archive(), file.name().endsWith(".tar.gz"));
      }
      assertFalse(new SetFolder(known, folder).isComplete());
      assertTrue(new SetFolder(known, folder).isEmpty());
    }
    assertEquals(170_052_171, PublishedSets.named("cifar10").orElseThrow().bytes(false));
  }
}
