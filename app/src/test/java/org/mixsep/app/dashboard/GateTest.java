package org.mixsep.app.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  private final Gate gate = new Gate("127.0.0.1");

  @ParameterizedTest
  @CsvSource(
      value = {
        "127.0.0.1:8050, true",
        "LOCALHOST:1, true",
        "localhost, true",
        "[::1]:8050, true",
        "192.168.1.7:8050, true",
        "evil.example:8050, false",
        "127.0.0.1.evil.example, false",
        "localhost.evil.example:80, false",
        "'', false",
        ", false"
      })
  void onlyNamesOfThisMachineAreAnswered(String host, boolean answered) {
    assertEquals(answered, gate.namesThisMachine(host));
  }

  @Test
  void theNameGivenByTheUserCountsToo() {
    assertFalse(gate.namesThisMachine("trainer.local:8050"));
    assertTrue(new Gate("trainer.local").namesThisMachine("trainer.local:8050"));
  }

  @Test
  void changesNeedTheTokenAndNoOtherOrigin() {
    String host = "127.0.0.1:8050";
    String token = gate.token();
    assertTrue(gate.isOwn(host, "http://" + host, token));
    assertTrue(gate.isOwn(host, null, token));
    assertFalse(gate.isOwn(host, "http://evil.example", token));
    assertFalse(gate.isOwn(host, "http://127.0.0.1:8051", token));
    assertFalse(gate.isOwn(host, "null", token));
    assertFalse(gate.isOwn(host, "http://" + host, null));
    assertFalse(gate.isOwn(host, "http://" + host, ""));
    assertFalse(gate.isOwn(host, "http://" + host, token.substring(1)));
    assertNotEquals(token, new Gate("127.0.0.1").token());
  }
}
