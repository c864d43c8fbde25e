package org.mixsep.app.run;

/** Hears what a run is doing. Called from the thread that trains; must return at once. */
public interface RunListener {
  /** Of a run that another process tells of. */
  RunListener SILENT =
      new RunListener() {
        @Override
        public void message(String line) {}

        @Override
        public void progress(StepProgress progress) {}
      };

  /** One line about what happens now, such as {@code whitening 50000 images}. */
  void message(String line);

  /**
   * Called after every iteration; the listener itself sees to it that it does not show too many.
   */
  void progress(StepProgress progress);
}
