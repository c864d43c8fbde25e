package org.mixsep.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;
import org.mixsep.distributed.Rendezvous.Address;

class RendezvousTest {
  private static final Map<String, String> FOUR =
      Map.of("RANK", "2", "WORLD_SIZE", "4", "MASTER_ADDR", "node0", "MASTER_PORT", "40001");

  private static Map<String, String> with(String... more) {
    Map<String, String> all = new HashMap<>(FOUR);
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1] == null) {
        all.remove(more[i]);
      } else {
        all.put(more[i], more[i + 1]);
      }
    }
    return all;
  }

  private static void assertRefused(String start, Map<String, String> environment) {
    String said =
        assertThrows(InvalidInputException.class, () -> Rendezvous.of(environment)).getMessage();
    assertTrue(said.startsWith(start), said);
  }

  @Test
  void theVariablesSayWhereAProcessStands() {
    assertEquals(
        Optional.of(
            new Rendezvous(2, 4, 0, 1, new Address("node0", 40001, false, Optional.empty()))),
        Rendezvous.of(FOUR));
    assertEquals(
        Optional.of(
            new Rendezvous(2, 4, 1, 2, new Address("node0", 40001, true, Optional.of("eth1")))),
        Rendezvous.of(
            with(
                "LOCAL_RANK", "1",
                "LOCAL_WORLD_SIZE", "2",
                "TORCHELASTIC_USE_AGENT_STORE", "True",
                "GLOO_SOCKET_IFNAME", "eth1")));
  }

  @Test
  void oneProcessIsOnItsOwn() {
    assertEquals(Optional.empty(), Rendezvous.of(Map.of("MASTER_ADDR", "node0")));
    assertEquals(Optional.empty(), Rendezvous.of(Map.of("RANK", "0", "WORLD_SIZE", "1")));
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    assertRefused("MASTER_ADDR is not set", with("MASTER_ADDR", null));
    assertRefused("WORLD_SIZE is not set", with("WORLD_SIZE", null));
    assertRefused("RANK is not set", with("RANK", null));
    assertRefused("RANK=4: expected a whole number from 0 to 3", with("RANK", "4"));
    assertRefused("RANK=two: expected", with("RANK", "two"));
    assertRefused("WORLD_SIZE=0: expected a whole number of at least 1", with("WORLD_SIZE", "0"));
    assertRefused("MASTER_PORT=0: expected", with("MASTER_PORT", "0"));
    assertRefused(
        "LOCAL_RANK=2: expected a whole number from 0 to 1",
        with("LOCAL_WORLD_SIZE", "2", "LOCAL_RANK", "2"));
    assertRefused(
        "MASTER_ADDR=127.0.0.1 is this machine alone",
        with("MASTER_ADDR", "127.0.0.1", "LOCAL_WORLD_SIZE", "2"));
  }

  @Test
  void whoIsStartedHereIsToldByTheSameVariables() {
    Rendezvous here = Rendezvous.here(1, 3, Path.of("/tmp/meeting"));
    assertEquals(Optional.of(here), Rendezvous.of(here.environment()));
  }
}
