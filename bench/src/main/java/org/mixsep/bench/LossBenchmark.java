package org.mixsep.bench;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.PairDistance;
import org.mixsep.loss.Reduction;
import org.mixsep.loss.Targets;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.RandomState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One module's loss on random logits and labels, forward and backward, targets included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class LossBenchmark {
  private static final Compute COMPUTE = new Compute(false, Precision.FLOAT32);

  /** Images x logits. */
  @Param({"128x10", "512x100", "4096x100", "16384x1000"})
  public String shape;

  @Param({"cross-entropy", "euclidean", "manhattan", "squared_euclidean"})
  public String loss;

  private int classes;
  private int[] labels;
  private Tensor logits;
  private MixtureSeparabilityLoss separability;

  @Setup
  public void setUp() {
    RandomState.seed(1);
    int images = Integer.parseInt(shape.split("x")[0]);
    classes = Integer.parseInt(shape.split("x")[1]);
    labels = new java.util.Random(1).ints(images, 0, classes).toArray();
    logits = torch.randn(images, classes);
    logits.set_requires_grad(true);
    separability =
        loss.equals("cross-entropy")
            ? null
            : new MixtureSeparabilityLoss(
                new WithinClassLoss(
                    PairDistance.valueOf(loss.toUpperCase(java.util.Locale.ROOT)),
                    FeatureSpace.LOGITS,
                    Reduction.SUM),
                1);
  }

  @Benchmark
  public void forwardAndBackward() {
    try (PointerScope scope = new PointerScope()) {
      Targets targets = Targets.of(labels, classes, COMPUTE);
      Tensor total =
          separability == null
              ? torch.cross_entropy_loss(logits, targets.labels())
              : separability.of(logits, targets, 0.5).total();
      total.backward();
      logits.mutable_grad().reset();
    }
  }
}
