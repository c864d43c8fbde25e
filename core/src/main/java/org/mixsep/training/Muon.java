package org.mixsep.training;

import java.util.Collections;
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
public final class Muon implements Optimizer {
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> momenta = new LinkedHashMap<>();
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
    this.rateFactor = rateFactor;
    this.momentum = momentum;
    this.others = others;
    filters.forEach((name, filter) -> momenta.put(name, Sgd.zerosLike(filter)));
    fused = new FusedMuon(filters.values(), momenta.values(), steps);
    momenta.putAll(others.momenta());
    parameters.putAll(filters);
    parameters.putAll(others.parameters());
  }

  @Override
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public Map<String, Tensor> momenta() {
    return Collections.unmodifiableMap(momenta);
  }

  @Override
  public void step(double learningRate) {
    fused.step(learningRate * rateFactor, momentum);
    others.step(learningRate);
    clear();
  }
}
