package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.StepProgress;

/** A run's progress: the steps done, and what they do. */
final class StepBar implements RunListener, AutoCloseable {
  private final ProgressBar bar;
  private final int every;

  private boolean shownAny;
  private long shownIteration;

  /**
   * @param nanoClock {@code System::nanoTime}, or a clock of a test
   * @param every least number of iterations between two plain lines
   */
  StepBar(PrintWriter err, Terminal terminal, LongSupplier nanoClock, int every) {
    this.bar = new ProgressBar(err, terminal, nanoClock);
    this.every = every;
  }

  @Override
  public void message(String said) {
    bar.say(Plain.of(said));
  }

  @Override
  public void progress(StepProgress step) {
    boolean last = step.iteration() >= step.total();
    boolean many = bar.redraws() || step.iteration() - shownIteration >= every;
    if (shownAny && !last && !(many && bar.due())) {
      return;
    }
    shownAny = true;
    shownIteration = step.iteration();
    bar.show(step.iteration(), step.total(), longText(step), shortText(step));
  }

  @Override
  public void close() {
    bar.close();
  }

  private static String longText(StepProgress step) {
    return count(step)
        + ("  " + speed(step) + " images/s")
        + ("  " + Numbers.time(step.secondsLeft()) + " left")
        + ("  loss " + Numbers.brief(step.loss()))
        + (" (between " + Numbers.brief(step.betweenLoss()))
        + (", within " + Numbers.brief(step.withinLoss()) + ")")
        + ("  threshold " + Numbers.brief(step.threshold()))
        + ("  rate " + Numbers.brief(step.learningRate()));
  }

  /** The same for narrow terminals, in the letters of the paper. */
  private static String shortText(StepProgress step) {
    return count(step)
        + (" " + speed(step) + " img/s")
        + (" " + Numbers.time(step.secondsLeft()) + " left")
        + (" L " + Numbers.brief(step.loss()))
        + (" B " + Numbers.brief(step.betweenLoss()))
        + (" W " + Numbers.brief(step.withinLoss()))
        + (" xi " + Numbers.brief(step.threshold()))
        + (" lr " + Numbers.brief(step.learningRate()));
  }

  private static String count(StepProgress step) {
    String total = Long.toString(step.total());
    String iteration = Long.toString(step.iteration());
    return " ".repeat(Math.max(0, total.length() - iteration.length())) + iteration + "/" + total;
  }

  private static String speed(StepProgress step) {
    return Double.isFinite(step.imagesPerSecond())
        ? Long.toString(Math.round(step.imagesPerSecond()))
        : "?";
  }
}
