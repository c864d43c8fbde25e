package org.mixsep.torch;

import java.util.Collection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * The update of Muon over all filter banks in one call.
 *
 * <p>A momentum M with singular value decomposition U S V^T becomes nearly U V^T by some steps of
 * the Newton-Schulz iteration X (a + b A + c A^2), A = X X^T, on X = M / |M|, whose numbers rise
 * steeply at 0 and do not quite converge (Jordan et al., Muon, 2024). The order of a matrix's
 * columns makes no difference, so filters are taken as they lie in memory.
 */
public final class FusedMuon {
  private static final String SCRIPT =
      """
      def orthogonal(m: Tensor, steps: int) -> Tensor:
          x = m / (m.norm() + 1e-7)
          tall = x.size(0) > x.size(1)
          if tall:
              x = x.t()
          for i in range(steps):
              s = x.mm(x.t())
              x = torch.addmm(x, torch.addmm(s, s, s, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
          return x.t() if tall else x

      def run(filters: List[Tensor], momenta: List[Tensor], rate: float, momentum: float, steps: int) -> int:
          for p, m in zip(filters, momenta):
              g = p.grad
              assert g is not None
              m.mul_(momentum).add_(g)
              ahead = g.add(m, alpha=momentum).permute(0, 2, 3, 1)
              taken = orthogonal(ahead.flatten(1), steps).view_as(ahead).permute(0, 3, 1, 2)
              p.mul_(float(p.size(0)) ** 0.5 / p.norm()).sub_(taken, alpha=rate)
          return 0
      """;

  private final TorchScript script = new TorchScript(SCRIPT);
  private final IValue filters;
  private final IValue momenta;
  private final int steps;

  /**
   * @param filters leaves [out, in, h, w] whose gradients drive the update
   * @param momenta one for each, same shape and layout, updated in place
   * @param steps of the iteration, at least 1
   */
  public FusedMuon(Collection<Tensor> filters, Collection<Tensor> momenta, int steps) {
    this.filters = TorchScript.list(filters);
    this.momenta = TorchScript.list(momenta);
    this.steps = steps;
  }

  /**
   * Sets buffer = momentum x buffer + gradient, scales each filter bank of n filters to the norm
   * sqrt(n), then takes rate times the orthogonal form of (gradient + momentum x buffer) from it.
   * Each must have a gradient.
   */
  public void step(double rate, double momentum) {
    try (PointerScope scope = new PointerScope()) {
      script.run(
          filters, momenta, new IValue(rate), new IValue(momentum), new IValue((long) steps));
    }
  }
}
