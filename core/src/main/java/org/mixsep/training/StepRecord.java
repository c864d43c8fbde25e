package org.mixsep.training;

import java.util.List;
import java.util.Optional;

/**
 * What one training step was like, in plain values.
 *
 * @param iteration number of this step, from 1
 * @param loss mean of the modules' losses
 * @param modules one for each module, by block number ascending
 * @param learningRate it was taken with
 * @param pairs number of same-class pairs in the batch
 * @param images number of images in the batch
 * @param errors images of the batch that the last block's module got wrong, before the update
 * @param update how large the step was, where that was asked for
 */
public record StepRecord(
    long iteration,
    double loss,
    List<ModuleRecord> modules,
    double learningRate,
    long pairs,
    int images,
    int errors,
    Optional<UpdateSize> update) {

  /**
   * One module's part.
   *
   * @param block its block's number
   * @param between between-class loss L_B
   * @param within within-class loss L_W, unweighted
   * @param threshold xi that L_W was hinged at
   * @param distances d_j of the classes with a pair; empty where there was none
   */
  public record ModuleRecord(
      int block, double between, double within, double threshold, double[] distances) {}

  StepRecord with(UpdateSize measured) {
    return new StepRecord(
        iteration, loss, modules, learningRate, pairs, images, errors, Optional.of(measured));
  }

  /** Mean of the modules' between-class losses. */
  public double between() {
    return modules.stream().mapToDouble(ModuleRecord::between).average().orElseThrow();
  }

  /** Mean of the modules' within-class losses. */
  public double within() {
    return modules.stream().mapToDouble(ModuleRecord::within).average().orElseThrow();
  }

  /** Threshold of the last block's module. */
  public double threshold() {
    return modules.get(modules.size() - 1).threshold();
  }
}
