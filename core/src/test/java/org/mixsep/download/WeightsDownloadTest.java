package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;

/** Weights of a server on this machine. */
class WeightsDownloadTest extends SmallDownload {
  private static final String PLACE = "net.x_in1k/resolve/main/model.safetensors";
  private static final WeightsOffer OFFER = new WeightsOffer("net.x_in1k", "net", "", "");

  @BeforeEach
  void offer() {
    server.serve(PLACE, content);
    server.serve("blob", content);
  }

  private WeightsDownload.Fetched download() {
    return new WeightsDownload(settings(Duration.ofSeconds(20)))
        .fetch(OFFER, server.address(), folder, listener());
  }

  /** As Hugging Face answers: elsewhere it lies, and this is its sum. */
  private UnrulyServer.Behaviour redirect(String sum) {
    return UnrulyServer.status(302, "Location", "/files/blob", "X-Linked-ETag", '"' + sum + '"');
  }

  @Test
  void aFileIsCheckedByTheSumThatTheServerNames() throws IOException {
    String sum = sha256(content);
    server.next(redirect(sum));
    var fetched = download();
    assertTrue(fetched.fetched() && fetched.verified());
    assertArrayEquals(content, Files.readAllBytes(fetched.file()));
    assertEquals(folder.resolve("model.safetensors"), fetched.file());
    assertEquals(
        List.of(sum + "  model.safetensors"), Files.readAllLines(folder.resolve("SHA256SUMS")));
    int requests = server.requests().size();
    assertFalse(download().fetched());
    assertEquals(requests, server.requests().size(), "what is here is not asked for");
  }

  @Test
  void aFileOfAnotherSumIsRefused() {
    server.next(redirect("0".repeat(64)));
    String line = assertThrows(InvalidInputException.class, this::download).getMessage();
    assertTrue(line.contains("not the published file, its SHA-256 is not 0000"), line);
    assertFalse(Files.exists(folder.resolve("model.safetensors")));
    assertNothingLeft();
  }

  @Test
  void aServerWithoutSumsIsTakenAtItsWordAndTriedAgain() throws IOException {
    server.next(UnrulyServer.status(503), redirectless(), server.cut(PLACE, 100_000));
    var fetched = download();
    assertTrue(fetched.fetched());
    assertFalse(fetched.verified());
    assertArrayEquals(content, Files.readAllBytes(fetched.file()));
    assertTrue(
        server.requests().stream().anyMatch(r -> r.contains("bytes=100000-")),
        server.requests().toString());
    Files.write(fetched.file(), new byte[3]);
    assertTrue(download().fetched(), "a damaged file is fetched anew");
  }

  /** An answer to the question of the size. */
  private UnrulyServer.Behaviour redirectless() {
    return UnrulyServer.body(206, 1, new byte[1], "Content-Range", "bytes 0-0/" + SIZE);
  }

  @Test
  void noSuchFileIsSaid() {
    WeightsOffer other = new WeightsOffer("none", "net", "", "");
    String line =
        assertThrows(
                InvalidInputException.class,
                () ->
                    new WeightsDownload(settings(Duration.ofSeconds(20)))
                        .fetch(other, server.address(), folder, listener()))
            .getMessage();
    assertTrue(line.contains("404 (not found)"), line);
  }
}
