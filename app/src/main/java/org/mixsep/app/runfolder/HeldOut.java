package org.mixsep.app.runfolder;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.mixsep.app.runfolder.Plot.Group;

/** Images that a network is measured on and was not trained on: their errors are a metric too. */
public enum HeldOut {
  /** Read, never chosen by. */
  TEST("Test error", errors -> Optional.of(errors.test())),
  /** Training images kept apart by {@code data.validation}: settings are compared by them. */
  VALIDATION("Validation error", MeasuredErrors::validation);

  private static final String AXIS = "error, %";

  private final String title;
  private final Function<MeasuredErrors, Optional<Errors>> errors;

  HeldOut(String title, Function<MeasuredErrors, Optional<Errors>> errors) {
    this.title = title;
    this.errors = errors;
  }

  /** Its key in files, and the beginning of its tags in TensorBoard. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What was measured on these images; none where nothing was. */
  public Optional<Errors> in(MeasuredErrors measured) {
    return errors.apply(measured);
  }

  /** The predictions of all runs in one plot. */
  public Plot overlaid() {
    return new Plot(Group.ERRORS, title + " of the prediction", AXIS);
  }

  /** All outputs of one run. */
  public Plot ofOutputs() {
    return new Plot(Group.ERRORS, title.toLowerCase(Locale.ROOT), AXIS);
  }
}
