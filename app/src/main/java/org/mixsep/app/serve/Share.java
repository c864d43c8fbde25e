package org.mixsep.app.serve;

import io.javalin.http.HttpStatus;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Something that all requests share, such as memory: each waits for its part and gives it back. */
final class Share {
  private final int all;
  private final Semaphore free;

  Share(int all) {
    this.all = all;
    this.free = new Semaphore(all, true);
  }

  /**
   * Waits for a part.
   *
   * @param wanted all there is at most
   * @throws Refusal when it is not free by the deadline
   */
  Taken take(int wanted, Deadline deadline) throws Refusal {
    int part = Math.min(all, Math.max(1, wanted));
    boolean taken;
    try {
      taken = free.tryAcquire(part, deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      taken = false;
    }
    if (!taken) {
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too much to do; come back later");
    }
    return () -> free.release(part);
  }

  /** A part that is taken once it is needed, if ever. */
  Part part(int wanted, Deadline deadline) {
    return new Part(wanted, deadline);
  }

  /** See {@link #part}. */
  final class Part implements AutoCloseable {
    private final int wanted;
    private final Deadline deadline;
    private Taken taken;

    private Part(int wanted, Deadline deadline) {
      this.wanted = wanted;
      this.deadline = deadline;
    }

    /** See {@link Share#take}; a second time there is nothing more to take. */
    void take() throws Refusal {
      if (taken == null) {
        taken = Share.this.take(wanted, deadline);
      }
    }

    @Override
    public void close() {
      if (taken != null) {
        taken.close();
      }
    }
  }

  /** A part, until it is closed. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }
}
