package org.mixsep.download;

import java.io.IOException;
import java.time.Duration;

/** A failure that another try may mend: a cut, silence, a busy server. */
final class TransferException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the server asks to wait; zero where it does not say. */
  private final Duration retryAfter;

  TransferException(String message) {
    this(message, Duration.ZERO);
  }

  TransferException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
