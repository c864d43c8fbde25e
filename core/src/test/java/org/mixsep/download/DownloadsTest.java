package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;

/** Everything a network can do to a download, against a server on this machine. */
class DownloadsTest {
  private static final int SIZE = 300_000;

  private final byte[] content = new byte[SIZE];
  private final UnrulyServer server = new UnrulyServer();
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> done = new ArrayList<>();
  private PublishedSet set;

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
  void wrongBytesAreRefusedAndDeleted() {
    byte[] wrong = new byte[SIZE];
    server.serve("a.bin", wrong);
    assertRefused("its SHA-256 is not " + sha256(content));
    assertEquals(2, server.requests().size(), "a second try, no third");
    assertNothingLeft();
  }

  @Test
  void anotherLengthIsRefusedAtOnce() {
    server.serve("a.bin", "<html>please log in</html>".getBytes());
    assertRefused("26 bytes long, expected 300000: not the published file; is a login page");
    assertEquals(1, server.requests().size());
    assertNothingLeft();
  }

  @Test
  void moreBytesThanTheFileHasAreRefused() {
    server.next(UnrulyServer.body(200, 0, new byte[SIZE + 1]));
    assertRefused("longer than the 300000 bytes");
    assertNothingLeft();
  }

  @Test
  void fewerBytesWithoutALengthAreACut() throws IOException {
    server.next(UnrulyServer.body(200, 0, Arrays.copyOf(content, 7)));
    fetch();
    assertWhole();
    assertTrue(messages.toString().contains("cut after 7 of 300000 bytes"), messages::toString);
  }

  @Test
  void aMissingFileIsRefusedAtOnce() {
    server.next(UnrulyServer.status(404));
    assertRefused("the server answers 404 (not found); name a mirror by --url");
    assertEquals(1, server.requests().size());
    server.next(UnrulyServer.status(403));
    assertRefused("the server answers 403; name");
  }

  @Test
  void aBusyServerIsAskedAgainAndAgainLater() throws IOException {
    server.next(
        UnrulyServer.status(503),
        UnrulyServer.status(503, "Retry-After", "9"),
        UnrulyServer.status(429, "Retry-After", "99999"));
    fetch();
    assertWhole();
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(9), Duration.ofSeconds(60)), waits);
  }

  @Test
  void aServerThatStaysBusyIsGivenUp() {
    for (int i = 0; i < 9; i++) {
      server.next(UnrulyServer.status(503));
    }
    assertRefused("the server answers 503; given up after 4 tries, try again later");
    assertEquals(4, server.requests().size());
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)), waits);
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
  void givingUpKeepsWhatCame() throws IOException {
    server.ranges = false;
    for (int i = 0; i < 4; i++) {
      server.next(UnrulyServer.body(200, 0, Arrays.copyOf(content, 5000)));
    }
    assertRefused("run the same command to go on from 5000 of 300000 bytes");
    server.ranges = true;
    fetch();
    assertWhole();
    assertTrue(server.requests().get(4).contains("bytes=5000-"), server.requests()::toString);
  }

  @Test
  void silenceIsNotWaitedForForEver() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    server.next(
        exchange -> await(end), // before the answer begins
        exchange -> { // and in the middle of it
          exchange.sendResponseHeaders(200, SIZE);
          exchange.getResponseBody().write(content, 0, 100);
          exchange.getResponseBody().flush();
          await(end);
        });
    try {
      fetch(settings(Duration.ofMillis(300)));
    } finally {
      end.countDown();
    }
    assertWhole();
    assertTrue(messages.toString().contains("no answer within 0.3 s"), messages::toString);
    assertTrue(messages.toString().contains("nothing came for 0.3 s"), messages::toString);
  }

  @Test
  void redirectsAreFollowedButNotInCircles() throws IOException {
    server.next(
        UnrulyServer.status(302, "Location", "/elsewhere/x?y=1"),
        UnrulyServer.status(301, "Location", server.address() + "a.bin"));
    fetch();
    assertWhole();
    assertEquals("/elsewhere/x null null", server.requests().get(1));
    Files.delete(folder.resolve("a.bin"));
    for (int i = 0; i < 9; i++) {
      server.next(UnrulyServer.status(307, "Location", "a.bin"));
    }
    assertRefused("redirected more than 3 times");
    assertEquals(3 + 4, server.requests().size());
  }

  @Test
  void redirectsToOtherSchemesAreRefused() {
    server.next(UnrulyServer.status(302, "Location", "file:///etc/passwd"));
    assertRefused("file:///etc/passwd: not an address to fetch from");
    URI safe = URI.create("https://a.example/x");
    String line =
        assertThrows(
                InvalidInputException.class, () -> Addresses.redirected(safe, "http://a.example/x"))
            .getMessage();
    assertTrue(line.contains("redirects from https to http://a.example/x"), line);
    assertEquals(URI.create("https://a.example/y"), Addresses.redirected(safe, "/y"));
    assertEquals(
        URI.create("https://b.example/"),
        Addresses.redirected(URI.create("http://a.example/"), "https://b.example/"));
  }

  @Test
  void addressesOfMirrorsAreChecked() {
    assertEquals(URI.create("http://h/a/"), Addresses.folder("http://h/a"));
    assertEquals(URI.create("https://h/a/"), Addresses.folder(" https://h/a/ "));
    for (String wrong :
        List.of("ftp://h/", "h/a", "http:///a", "http://u:p@h/", "http://h/?a", "http://h /")) {
      assertThrows(InvalidInputException.class, () -> Addresses.folder(wrong), wrong);
    }
  }

  @Test
  void aHostThatIsNotThereIsNamed() {
    server.close();
    assertRefused("no connection to 127.0.0.1; given up after 4 tries");
    Optional<URI> unknown = Optional.of(URI.create("http://mixsep.invalid/"));
    Downloads downloads = new Downloads(settings(Duration.ofSeconds(20)));
    String line =
        assertThrows(
                InvalidInputException.class,
                () -> downloads.fetch(set, unknown, folder, false, listener()))
            .getMessage();
    assertTrue(line.contains("no host mixsep.invalid is known here"), line);
  }

  /** The proxy, here the server itself, is asked for an address that only it can know. */
  @Test
  void aProxyIsUsed() throws IOException {
    URI unknown = URI.create("http://mixsep.invalid/files/");
    int port = server.address().getPort();
    FetchSettings s = settings(Duration.ofSeconds(20));
    FetchSettings proxied =
        new FetchSettings(
            s.connectTimeout(),
            s.stallTimeout(),
            s.attempts(),
            s.progressBytes(),
            s.backoff(),
            s.longestWait(),
            s.redirects(),
            Optional.of(ProxySelector.of(new InetSocketAddress("127.0.0.1", port))),
            s.sleeper());
    new Downloads(proxied).fetch(set, Optional.of(unknown), folder, false, listener());
    assertWhole();
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

  private static PublishedSet set(RemoteFile... files) {
    return new PublishedSet(
        "small", "a small set", URI.create("http://publisher.invalid/"), 1, 1, List.of(files));
  }

  private boolean fetch() {
    return fetch(settings(Duration.ofSeconds(20)));
  }

  private boolean fetch(FetchSettings settings) {
    return new Downloads(settings)
        .fetch(set, Optional.of(server.address()), folder, false, listener());
  }

  /** Four tries, waits that are noted and not waited, three redirects. */
  private FetchSettings settings(Duration stall) {
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

  private FetchListener listener() {
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

  private void assertRefused(String part) {
    String line = assertThrows(InvalidInputException.class, this::fetch).getMessage();
    assertTrue(line.contains(part), line);
    assertFalse(line.contains("\n"), line);
    assertFalse(Files.exists(folder.resolve("a.bin")));
  }

  private void assertWhole() throws IOException {
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("a.bin")));
    assertEquals(List.of(), leftovers());
  }

  private void assertNothingLeft() {
    assertEquals(List.of(), leftovers());
  }

  private List<String> leftovers() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> n.contains("part")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
