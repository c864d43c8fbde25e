package org.mixsep.app.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a run that SIGTERM or Ctrl-C arrived, and keeps the JVM alive until the run has written its
 * checkpoint.
 *
 * <p>The JVM itself then exits with 143 or 130. Open it around the work that has something to save;
 * closing it lets a waiting exit go on.
 */
public final class StopRequest implements AutoCloseable {
  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean requested;

  /**
   * @param patience how long an exit waits for the run at most
   */
  public StopRequest(Duration patience) {
    hook = new Thread(() -> await(patience), "stop-request");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the run is to save its state and return. */
  public boolean requested() {
    return requested;
  }

  @Override
  public void close() {
    saved.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        requested = true; // the signal came at this very moment; its hook no longer waits
      }
    }
  }

  private void await(Duration patience) {
    requested = true;
    try {
      saved.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
