package org.mixsep.app.run;

/**
 * Where a run stands after an iteration.
 *
 * @param iteration iterations done
 * @param total iterations of the whole run
 * @param imagesPerSecond training speed of late
 * @param betweenLoss between-class loss, mean over modules
 * @param withinLoss within-class loss without its weight, mean over modules
 * @param loss what is minimised
 * @param threshold adaptive threshold; where each module has its own, block 4's
 * @param learningRate rate of this iteration
 * @param secondsLeft expected time to the end
 */
public record StepProgress(
    long iteration,
    long total,
    double imagesPerSecond,
    double betweenLoss,
    double withinLoss,
    double loss,
    double threshold,
    double learningRate,
    double secondsLeft) {}
