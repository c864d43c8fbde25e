package org.mixsep.app.run;

/** Images a second, averaged over the last few seconds. */
final class Speed {
  private static final double SECONDS = 5;

  private long last = System.nanoTime();
  private double average;

  /** Forgets the time that passed since the last step, which went to something else. */
  void reset() {
    last = System.nanoTime();
  }

  double after(int images) {
    long now = System.nanoTime();
    double seconds = Math.max(1e-9, (now - last) / 1e9);
    last = now;
    double share = average == 0 ? 1 : 1 - Math.exp(-seconds / SECONDS);
    average += share * (images / seconds - average);
    return average;
  }
}
