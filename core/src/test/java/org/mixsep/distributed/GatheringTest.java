package org.mixsep.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.distributed.Rendezvous.Address;

/** What is done before processes compute together; threads stand for them here. */
class GatheringTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path folder;

  private static Rendezvous at(int rank, int port, boolean agent) {
    return new Rendezvous(
        rank, 2, rank, 2, new Address("127.0.0.1", port, agent, Optional.empty()));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void processesMeetAtAnAddressWhoeverComesFirst() throws Exception {
    int port = freePort();
    CompletableFuture<List<String>> second =
        CompletableFuture.supplyAsync(
            () -> Gathering.at(at(1, port, false), LONG).exchange("colour", "blue"));
    Gathering first = Gathering.at(at(0, port, false), LONG);
    assertEquals(List.of("rød", "blue"), first.exchange("colour", "rød"));
    assertEquals(List.of("rød", "blue"), second.get());
  }

  @Test
  void whereAnAgentKeepsTheListTheFirstProcessIsAGuestToo() throws Exception {
    int port = freePort();
    Gathering agent = Gathering.at(at(0, port, false), LONG); // stands for torchrun's
    CompletableFuture<List<String>> second =
        CompletableFuture.supplyAsync(
            () -> Gathering.at(at(1, port, true), LONG).exchange("colour", "blue"));
    assertEquals(
        List.of("red", "blue"), Gathering.at(at(0, port, true), LONG).exchange("colour", "red"));
    assertEquals(List.of("red", "blue"), second.get());
    assertEquals(0, agent.rendezvous().rank());
  }

  @Test
  void aPortThatIsTakenIsRefused() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      InvalidInputException refused =
          assertThrows(
              InvalidInputException.class,
              () -> Gathering.at(at(0, other.getLocalPort(), false), SHORT));
      assertTrue(refused.getMessage().contains("is taken by another program"));
    }
  }

  @Test
  void whereNobodyAnswersTheAddressIsNamed() throws Exception {
    int port = freePort();
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> Gathering.at(at(1, port, false), SHORT));
    assertTrue(
        refused.getMessage().startsWith("nobody answers at 127.0.0.1:" + port + " within 0.2s"),
        refused.getMessage());
  }

  @Test
  void whoDoesNotComeIsNamed() {
    Gathering alone = Gathering.at(Rendezvous.here(0, 3, folder.resolve("meeting")), SHORT);
    ReplicaLostException missing =
        assertThrows(ReplicaLostException.class, () -> alone.exchange("colour", "red"));
    assertTrue(
        missing.getMessage().startsWith("process 0 of 0..2 waited 0.2s in vain for processes 1, 2"),
        missing.getMessage());
  }

  @Test
  void whoWithdrawsIsNotWaitedFor() throws Exception {
    Path file = folder.resolve("meeting");
    Gathering.at(Rendezvous.here(1, 2, file), LONG).withdraw("no images");
    Gathering first = Gathering.at(Rendezvous.here(0, 2, file), LONG);
    ReplicaLostException told =
        assertThrows(ReplicaLostException.class, () -> first.exchange("colour", "red"));
    assertEquals("process 1 withdrew: no images", told.getMessage());
  }

  private String disagreement(Map<String, String> first, Map<String, String> second) {
    Path file = folder.resolve("meeting" + System.nanoTime());
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () ->
                Agreement.require(
                    Gathering.at(Rendezvous.here(1, 2, file), LONG), "settings", second));
    Gathering gathering = Gathering.at(Rendezvous.here(0, 2, file), LONG);
    String said =
        assertThrows(
                InvalidInputException.class, () -> Agreement.require(gathering, "settings", first))
            .getMessage();
    ExecutionException otherSaid = assertThrows(ExecutionException.class, other::get);
    assertEquals(said, otherSaid.getCause().getMessage(), "both hear the same");
    return said;
  }

  @Test
  void whoDiffersInWhatIsSaid() {
    assertEquals(
        "the processes differ: process 1 has seed 2, process 0 has 1; give all of them the same",
        disagreement(Map.of("seed", "1", "batch", "8"), Map.of("seed", "2", "batch", "8")));
    assertEquals(
        "the processes differ: process 1 has images nothing, process 0 has a b; give all of them the same",
        disagreement(Map.of("images", "a\nb"), Map.of()));
  }

  @Test
  void manyDifferencesAreCounted() {
    String said =
        disagreement(
            Map.of("a", "1", "b", "1", "c", "1", "d", "1", "e", "1"),
            Map.of("a", "2", "b", "2", "c", "2", "d", "2", "e", "2"));
    assertTrue(said.contains("process 1 has c 2, process 0 has 1; and 2 more; give"), said);
  }
}
