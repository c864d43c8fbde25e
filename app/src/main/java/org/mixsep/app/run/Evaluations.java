package org.mixsep.app.run;

import java.util.Optional;
import org.mixsep.training.Evaluation;

/**
 * How often a network is wrong on images that it was not trained on.
 *
 * @param validation on training images kept apart: to compare settings by
 * @param test on the test images: to be read, never to choose by
 */
record Evaluations(Optional<Evaluation> validation, Evaluation test) {}
