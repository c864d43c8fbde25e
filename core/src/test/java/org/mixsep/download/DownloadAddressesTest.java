package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;

/** Where a download goes: mirrors, redirects, proxies, hosts that are not there. */
class DownloadAddressesTest extends SmallDownload {
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
}
