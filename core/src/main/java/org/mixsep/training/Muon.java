package org.mixsep.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.FusedMuon;

/**
 * Muon on the filters of convolutions, stochastic gradient descent on all else. The momentum of a
 * filter bank, as a matrix with a row a filter, is made orthogonal before it is taken as a step,
 * and the filter bank is kept at the norm of a matrix of unit rows.
 *
 * <p>Source: Jordan et al., Muon: an optimizer for hidden layers in neural networks (2024), in the
 * form of the airbench94_muon program, with Nesterov's momentum.
 */
public final class Muon extends Optimizer {
  private final FusedMuon fused;
  private final Sgd others;
  private final double rateFactor;
  private final double momentum;

  /**
   * @param filters parameters of four dimensions, by name
   * @param rateFactor of the filters' rate over the rate of the others, above 0
   * @param momentum of the filters, in [0, 1)
   * @param steps of the Newton-Schulz iteration, at least 1
   * @param others changes the other parameters
   */
  public Muon(
      Map<String, Tensor> filters, double rateFactor, double momentum, int steps, Sgd others) {
    this(filters, zeros(filters), rateFactor, momentum, steps, others);
  }

  private Muon(
      Map<String, Tensor> filters,
      Map<String, Tensor> momenta,
      double rateFactor,
      double momentum,
      int steps,
      Sgd others) {
    super(joined(filters, others.parameters()), joined(momenta, others.momenta()));
    this.fused = new FusedMuon(filters.values(), momenta.values(), steps);
    this.rateFactor = rateFactor;
    this.momentum = momentum;
    this.others = others;
  }

  private static Map<String, Tensor> joined(Map<String, Tensor> first, Map<String, Tensor> second) {
    Map<String, Tensor> all = new LinkedHashMap<>(first);
    all.putAll(second);
    return all;
  }

  @Override
  void update(double learningRate) {
    fused.step(learningRate * rateFactor, momentum);
    others.update(learningRate);
  }
}
