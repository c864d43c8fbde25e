package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.distributed.Companions;
import org.mixsep.distributed.Gathering;
import org.mixsep.distributed.GlooReplicas;
import org.mixsep.distributed.Rendezvous;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * What two real processes compute together against what one computes. This process is the first of
 * them; the other does the same work in the same order and prints a sum of what it got.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TogetherTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Companions others;
  private Replicas two;
  private Map<SharedNetwork, Map<String, double[]>> gradients;
  private Map<String, double[]> planned;
  private SharedTraining trained;

  /** The other process. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      Replicas two = meet(Rendezvous.of(System.getenv()).orElseThrow());
      normalise(two);
      for (SharedNetwork network : SharedNetwork.values()) {
        System.out.println(network + " " + SharedTraining.sum(network.gradients(two)));
      }
      System.out.println("trained " + SharedTraining.sum(new SharedTraining(two).train(0, 12)));
    }
  }

  private static Replicas meet(Rendezvous rendezvous) {
    Gathering gathering = Gathering.at(rendezvous, LONG);
    gathering.exchange("started", "");
    return new GlooReplicas(gathering, LONG);
  }

  @BeforeAll
  void computeTogether(@TempDir Path folder) throws Exception {
    others = new Companions(Program.class, 2, folder);
    two = meet(others.first());
    planned = normalise(two);
    gradients = new LinkedHashMap<>();
    for (SharedNetwork network : SharedNetwork.values()) {
      gradients.put(network, network.gradients(two));
    }
    trained = new SharedTraining(two);
    trained.train(0, 12);
    assertEquals(0, others.exitCode(1), others.output(1));
  }

  @AfterAll
  void end() {
    others.close();
  }

  /** A batch norm with ReLU by a plan: own share of the result, gradients, statistics. */
  private static Map<String, double[]> normalise(Replicas replicas) {
    try (PointerScope scope = new PointerScope()) {
      Compute compute = new Compute(false, Precision.FLOAT32).among(replicas, false);
      Variables variables = new Variables(compute, 1);
      BatchNorm2d norm = new BatchNorm2d(variables.root(), 16);
      variables.parameters().get("weight").detach().fill_(new org.bytedeco.pytorch.Scalar(1.5));
      Random random = new Random(3);
      float[] values = new float[8 * 16 * 6 * 6];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() * (1 + i % 7);
      }
      long own = 8 / replicas.size();
      Tensor all = Tensors.of(values, 8, 16, 6, 6);
      Tensor x = compute.placeImages(all.narrow(0, replicas.rank() * own, own).contiguous());
      x.set_requires_grad(true);
      Tensor y = new PlannedBlock(compute, norm::describeRelu).forward(x).orElseThrow();
      y.mul(x.detach().add(new org.bytedeco.pytorch.Scalar(0.3))).sum().backward();
      replicas.finish(variables.parameters().values(), Tensors.of(new float[1], 1));
      Map<String, double[]> found = new LinkedHashMap<>();
      found.put("y", Tensors.doubles(replicas.gather(y.detach().flatten(1, 3))));
      found.put("gradient of x", Tensors.doubles(replicas.gather(x.grad().flatten(1, 3))));
      variables
          .parameters()
          .forEach((name, p) -> found.put("gradient of " + name, Tensors.doubles(p.grad())));
      variables.buffers().forEach((name, b) -> found.put(name, Tensors.doubles(b)));
      return found;
    }
  }

  private static void assertClose(
      Map<String, double[]> expected, Map<String, double[]> found, double tolerance) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, values) -> {
          double largest = 1e-30;
          double off = 0;
          for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
            off = Math.max(off, Math.abs(values[i] - found.get(name)[i]));
          }
          assertTrue(off <= tolerance * largest, name + " is off by " + off / largest);
        });
  }

  @Test
  void aPlannedBatchNormTakesTheStatisticsOfTheWholeBatch() {
    assertClose(normalise(Replicas.ALONE), planned, 2e-6);
  }

  @Test
  void gradientsAreThoseOfOneProcess() {
    gradients.forEach(
        (network, found) ->
            assertClose(network.gradients(Replicas.ALONE), found, network.tolerance()));
  }

  @Test
  void allProcessesHoldTheSameBytes() throws Exception {
    String said = others.output(1);
    gradients.forEach(
        (network, found) ->
            assertTrue(said.contains(network + " " + SharedTraining.sum(found)), network + said));
    assertTrue(said.contains("trained " + SharedTraining.sum(trained.state())), said);
  }

  @Test
  void twelveStepsAreThoseOfOneProcess() {
    SharedTraining alone = new SharedTraining(Replicas.ALONE);
    alone.train(0, 12);
    assertArrayEquals(alone.losses(), trained.losses(), 2e-4);
    assertEquals(alone.thresholds(), trained.thresholds());
    assertClose(alone.state(), trained.state(), 2e-3);
  }

  @Test
  void aNetworkInFloat64IsOneIndeed() {
    try (PointerScope scope = new PointerScope()) {
      assertEquals(
          ScalarType.Double,
          SharedNetwork.VGG_FLOAT64.images(Replicas.ALONE).scalar_type().intern());
    }
  }
}
