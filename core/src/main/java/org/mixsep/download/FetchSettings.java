package org.mixsep.download;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.Optional;

/**
 * How patient a fetch is.
 *
 * @param connectTimeout for a connection to be made
 * @param stallTimeout for an answer to begin, and for each next piece of it
 * @param attempts tries in a row that bring less than {@code progressBytes} before giving up
 * @param progressBytes what a try must bring for the count of tries to begin anew
 * @param backoff wait after the first failure; doubled after each further one
 * @param longestWait the most that is waited, also where the server asks for more
 * @param redirects most redirects followed in a row
 * @param proxy the proxies to use; none for those of the JVM's properties (https.proxyHost ...)
 * @param sleeper how to wait
 */
public record FetchSettings(
    Duration connectTimeout,
    Duration stallTimeout,
    int attempts,
    long progressBytes,
    Duration backoff,
    Duration longestWait,
    int redirects,
    Optional<ProxySelector> proxy,
    Sleeper sleeper) {

  /** Waits. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /** For the internet: 5 tries, half a minute of silence, waits of 1 to 60 seconds. */
  public static FetchSettings usual() {
    return new FetchSettings(
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        5,
        1 << 20,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        5,
        Optional.empty(),
        time -> Thread.sleep(time.toMillis()));
  }

  /** The wait after the given number of failures in a row, from 1. */
  Duration wait(int failures) {
    Duration wait = backoff.multipliedBy(1L << Math.min(failures - 1, 20));
    return wait.compareTo(longestWait) < 0 ? wait : longestWait;
  }
}
