package org.mixsep.app.runfolder;

import java.util.Optional;

/**
 * How pages draw a quantity over the iterations.
 *
 * @param group where it stands among the others
 * @param title over the plot
 * @param axis name of the vertical axis: what is measured, or its unit
 * @param log whether that axis is logarithmic
 * @param band keys of the values between which an area is filled behind the line, if one is
 */
public record Plot(Group group, String title, String axis, boolean log, Optional<Band> band) {

  /** In the order in which pages show them. */
  public enum Group {
    ERRORS,
    LOSSES,
    DISTANCES,
    UPDATES,
    PACE
  }

  /** Keys of metrics. */
  public record Band(String low, String high) {}

  Plot(Group group, String title, String axis) {
    this(group, title, axis, false, Optional.empty());
  }

  Plot logarithmic() {
    return new Plot(group, title, axis, true, band);
  }

  Plot withBand(String low, String high) {
    return new Plot(group, title, axis, log, Optional.of(new Band(low, high)));
  }

  Plot named(String other) {
    return new Plot(group, other, axis, log, band);
  }
}
