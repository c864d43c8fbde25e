package org.mixsep.app.dashboard;

import java.util.OptionalDouble;

/**
 * A run in the list.
 *
 * @param id its folder's path from the folder that is listed, with slashes
 * @param status what became of it
 * @param iteration last iteration recorded
 * @param iterations planned
 * @param error last test error of the prediction, in percent
 * @param imagesPerSecond trained lately
 * @param touched when its folder was last written to, in milliseconds since 1970
 * @param message what went wrong; may be empty
 */
record ListedRun(
    String id,
    Status status,
    long iteration,
    long iterations,
    OptionalDouble error,
    OptionalDouble imagesPerSecond,
    long touched,
    String message) {

  /** What the list says of a run. */
  enum Status {
    RUNNING,
    /** Asked to stop, and not yet done so. */
    STOPPING,
    FINISHED,
    /** Stopped on request; it can be resumed. */
    STOPPED,
    /** Ended by a crash or a kill; it can be resumed. */
    INTERRUPTED,
    DIVERGED,
    FAILED,
    /** Its configuration cannot be read. */
    UNREADABLE
  }
}
