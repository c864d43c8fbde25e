package org.mixsep.app.runfolder;

import java.util.Optional;
import org.mixsep.training.Evaluation;
import org.mixsep.training.Views;

/**
 * How often a network is wrong on images that it was not trained on.
 *
 * @param views of every image, whose logits are averaged
 * @param averaged whether it is the network of the averaged weights
 * @param validation on training images kept apart: to compare settings by
 * @param test on the test images: to be read, never to choose by
 */
public record Evaluations(
    Views views, boolean averaged, Optional<Evaluation> validation, Evaluation test) {}
