package org.mixsep.app.config;

/** Which output is called the prediction; the errors of all outputs are reported anyway. */
public enum Prediction {
  /** The softmax of the logits of block 4. */
  BLOCK4,
  /** The mean of the probabilities of all modules. */
  MEAN
}
