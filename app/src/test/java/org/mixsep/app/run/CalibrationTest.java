package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {
  private static final Instant NOW = Instant.parse("2030-01-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | {'secondsPerImage': 0.1, 'parameters': 5, 'measured': '2030-01-02T11:00:00Z'}",
        "false | {'secondsPerImage': 0.1, 'parameters': 5, 'measured': '2030-01-01T11:00:00Z'}",
        "false | {'secondsPerImage': 0.1, 'parameters': 5, 'measured': '2030-01-02T13:00:00Z'}",
        "false | {'secondsPerImage': 0.1, 'parameters': 5, 'measured': '2030-01-02T11:00:00Z', 'disturbed': true}",
        "true | {'secondsPerImage': 0.1, 'parameters': 5, 'measured': '2030-01-02T11:55:00Z', 'disturbed': true}",
        "false | {'secondsPerImage': 0.1, 'parameters': 5}", // by a version that did not say when
        "false | {'secondsPerImage': 'x', 'parameters': 5, 'measured': '2030-01-02T11:00:00Z'}",
        "false | {}",
      },
      quoteCharacter = '"')
  void aSpeedIsKeptForADay(boolean fresh, String json) throws Exception {
    String text = json.replace('\'', '"');
    assertEquals(fresh, Calibration.isFresh(new ObjectMapper().readTree(text), NOW));
  }
}
