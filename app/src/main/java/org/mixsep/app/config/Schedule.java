package org.mixsep.app.config;

/** How the learning rate changes over a run. */
public enum Schedule {
  /** Times the factor every so many iterations. */
  STEP,
  /** Times the factor at given fractions of the run. */
  MILESTONES,
  /** Half a cosine from the initial rate to 0 at the end of the run. */
  COSINE,
  /** In a straight line from the end of the warm-up to the end of the run. */
  LINEAR,
  /** Up to the initial rate and down again (Smith and Topin, 2018). */
  ONECYCLE,
  CONSTANT
}
