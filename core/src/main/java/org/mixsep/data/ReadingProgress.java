package org.mixsep.data;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says how far the reading of pictures is, every few seconds; of what is read at once, nothing. */
final class ReadingProgress {
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  private final String name;
  private final int all;
  private final LongSupplier clock;
  private final Consumer<String> messages;
  private final long start;
  private long said;

  /**
   * @param name of the set
   * @param all pictures of it
   * @param clock nanoseconds from anywhere
   */
  ReadingProgress(String name, int all, LongSupplier clock, Consumer<String> messages) {
    this.name = name;
    this.all = all;
    this.clock = clock;
    this.messages = messages;
    this.start = clock.getAsLong();
    this.said = start;
  }

  /**
   * @param pictures read by now
   */
  void done(int pictures) {
    long now = clock.getAsLong();
    if (pictures == all || now - said < BETWEEN.toNanos()) {
      return;
    }
    said = now;
    long left = Math.round((now - start) / 1e9 * (all - pictures) / pictures);
    messages.accept("%s: %s of %s pictures read, %s s left".formatted(name, pictures, all, left));
  }
}
