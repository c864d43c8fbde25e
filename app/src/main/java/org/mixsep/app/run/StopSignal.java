package org.mixsep.app.run;

import java.util.concurrent.CountDownLatch;

/**
 * Turns SIGTERM and Ctrl-C into a request to stop after the step at hand, and keeps the process
 * alive until this is closed, so that a checkpoint can be written first.
 *
 * <p>The JVM itself then ends with 143 or 130.
 */
final class StopSignal implements AutoCloseable {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "mixsep-stop");
  private volatile boolean requested;

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean requested() {
    return requested;
  }

  private void stopAndWait() {
    requested = true;
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way down already.
    }
  }
}
