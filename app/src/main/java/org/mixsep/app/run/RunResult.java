package org.mixsep.app.run;

import java.nio.file.Path;
import org.mixsep.training.Evaluation;

/**
 * How a run ended.
 *
 * @param folder its folder
 * @param iteration steps done
 * @param iterations steps of the whole run
 * @param parameters trained values of the network
 * @param seconds wall time of all sessions so far
 * @param test errors on the test images; null when the run was stopped before its end
 */
public record RunResult(
    Path folder,
    long iteration,
    long iterations,
    long parameters,
    double seconds,
    Evaluation test) {}
