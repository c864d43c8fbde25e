package org.mixsep.app.serve;

import org.mixsep.InvalidInputException;
import org.mixsep.app.model.Threshold;

/**
 * Where a server listens, and how much it takes.
 *
 * @param host name or address to listen on
 * @param port 0 for any that is free
 * @param clients requests that may be under way at once, 1..10,000; more are told to come back
 * @param megabytes of one request, 1..1,000
 * @param megapixels of one picture, 1..100
 * @param seconds from a request's beginning to its answer, 1..3,600
 * @param threshold of requests that name none
 */
public record ServeSettings(
    String host,
    int port,
    int clients,
    int megabytes,
    int megapixels,
    int seconds,
    Threshold threshold) {
  private static final int HIGHEST_PORT = 65_535;

  public ServeSettings {
    require("--port", port, 0, HIGHEST_PORT);
    require("--clients", clients, 1, 10_000);
    require("--megabytes", megabytes, 1, 1000);
    require("--megapixels", megapixels, 1, 100);
    require("--seconds", seconds, 1, 3600);
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidInputException(
          "%s=%d is refused; allowed: %d to %d".formatted(option, value, least, most));
    }
  }

  int bytes() {
    return megabytes << 20;
  }

  long pixels() {
    return megapixels * 1_000_000L;
  }
}
