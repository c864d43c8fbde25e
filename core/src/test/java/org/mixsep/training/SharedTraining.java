package org.mixsep.training;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.Labels;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** A small training that several processes share, or one does alone. */
final class SharedTraining {
  private static final int CLASSES = 3;
  private static final int BATCH = 24;

  private final Replicas replicas;
  private final Variables variables;
  private final Sgd optimizer;
  private final Trainer trainer;
  private final List<Double> losses = new ArrayList<>();

  SharedTraining(Replicas replicas) {
    this.replicas = replicas;
    Compute compute = new Compute(false, Precision.FLOAT32).among(replicas, false);
    variables = new Variables(compute, 7);
    SeparabilityNetwork network =
        new SeparabilityNetwork(
            variables.root(),
            new Vgg(variables.root(), 3, List.of(1, 1, 1), List.of(16, 16, 32)),
            new TreeSet<>(List.of(2, 3)),
            CLASSES,
            true);
    optimizer = new Sgd(variables.parameters(), 0.9, 1e-4, false);
    trainer =
        Trainer.builder(network)
            .loss(new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.1))
            .thresholds(new Thresholds(new AdaptiveThreshold(0.5, 3, 0.9, 0.5, 0.5), true, 2))
            .optimizer(optimizer)
            .learningRate(new LearningRate.Constant(0.05))
            .build();
  }

  /** Steps to a number of iterations; the state then. */
  Map<String, double[]> train(int from, int until) {
    for (int i = from; i < until; i++) {
      try (PointerScope scope = new PointerScope()) {
        Random random = new Random(i);
        int[] labels = random.ints(BATCH, 0, CLASSES).toArray();
        long own = BATCH / replicas.size();
        Tensor images =
            SmallTraining.images(random, labels).narrow(0, replicas.rank() * own, own).contiguous();
        losses.add(trainer.step(images, Labels.of(labels), i % 5 == 4).loss());
      }
    }
    return state();
  }

  double[] losses() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  List<Double> thresholds() {
    return trainer.thresholds().states().stream().map(AdaptiveThreshold.State::xi).toList();
  }

  /** Weights, statistics and momenta. */
  Map<String, double[]> state() {
    Map<String, double[]> all = new LinkedHashMap<>();
    variables.all().forEach((name, t) -> all.put(name, Tensors.doubles(t)));
    optimizer.momenta().forEach((name, t) -> all.put("momentum of " + name, Tensors.doubles(t)));
    return all;
  }

  /** SHA-256 over all values, bit for bit. */
  static String sum(Map<String, double[]> values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (double[] each : values.values()) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * each.length);
        bytes.asDoubleBuffer().put(each);
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
