package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a network can do to a download, and what is said of it. */
class DownloadFailuresTest extends SmallDownload {
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
}
