package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * A module's loss and what it is made of; all scalars on the logits' device.
 *
 * @param total what is minimised
 * @param between between-class loss L_B
 * @param within within-class loss L_W, before its weight; 0 where no class has a pair. Of {@link
 *     CenterLoss} its L_C
 * @param classDistances d_j [k] of the classes that have a pair, ascending, detached; null where
 *     there is none
 */
public record LossTerms(Tensor total, Tensor between, Tensor within, Tensor classDistances) {}
