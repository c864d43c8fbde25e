package org.mixsep.distributed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;

/** Between real processes. */
class GlooReplicasTest {
  static final int LOST = 7;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(1000);

  @TempDir Path folder;

  /** The other processes. Arguments: milliseconds of the timeout, and whether to go on and on. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      Duration timeout = Duration.ofMillis(Long.parseLong(arguments[0]));
      Gathering gathering = Gathering.at(Rendezvous.of(System.getenv()).orElseThrow(), LONG);
      try {
        gathering.exchange("started", "");
        Replicas replicas = new GlooReplicas(gathering, timeout);
        doAll(replicas);
        System.out.println("computed together");
        boolean goesOn = arguments.length > 1;
        while (replicas.any(true) && goesOn) {} // until one is lost
      } catch (ReplicaLostException e) {
        System.out.println(e.getMessage());
        System.exit(LOST);
      }
    }
  }

  /** What every process does; each checks what it gets. */
  private static void doAll(Replicas replicas) {
    try (PointerScope scope = new PointerScope()) {
      gathersRowsByRank(replicas);
      sumsGradients(replicas);
      assertTrue(replicas.any(replicas.rank() == replicas.size() - 1));
      assertFalse(replicas.any(false));
      Tensor drawn = Tensors.of(new float[] {replicas.rank() + 5}, 1);
      replicas.copyFirst(drawn);
      assertEquals(5, drawn.item_float());
    }
  }

  private static void gathersRowsByRank(Replicas replicas) {
    int rank = replicas.rank();
    Tensor own = Tensors.of(new float[] {rank, 10 + rank, 20 + rank, 30 + rank}, 2, 2);
    own.set_requires_grad(true);
    Tensor all = replicas.gather(own);
    float[] expected = new float[4 * replicas.size()];
    for (int r = 0; r < replicas.size(); r++) {
      for (int i = 0; i < 4; i++) {
        expected[4 * r + i] = 10 * i + r;
      }
    }
    assertArrayEquals(expected, Tensors.floats(all));
    Tensor weights = Tensors.of(expected, 2L * replicas.size(), 2);
    all.mul(weights).sum().backward();
    assertArrayEquals(Tensors.floats(own), Tensors.floats(own.grad()), "gradient of the own rows");
  }

  private static void sumsGradients(Replicas replicas) {
    float own = replicas.rank() + 1;
    float sum = replicas.size() * (replicas.size() + 1) / 2f;
    Tensor early = parameter(torch.ones(3), own);
    Tensor filters = parameter(torch.ones(2, 3, 2, 2).contiguous(MemoryFormat.ChannelsLast), own);
    Tensor late = parameter(torch.ones(4), own);
    Tensor frozen = torch.ones(2);
    Tensor more = Tensors.of(new float[] {own, replicas.isFirst() ? 0.1f : 0}, 2);
    replicas.begin(List.of(early), early.grad());
    replicas.finish(List.of(early, filters, late, frozen), more);
    for (Tensor parameter : List.of(early, filters, late)) {
      float[] values = Tensors.floats(parameter.grad());
      float[] expected = new float[values.length];
      Arrays.fill(expected, sum);
      assertArrayEquals(expected, values);
    }
    assertTrue(filters.grad().is_contiguous(MemoryFormat.ChannelsLast));
    assertArrayEquals(new float[] {sum, 0.1f}, Tensors.floats(more));
  }

  private static Tensor parameter(Tensor value, float gradient) {
    value.set_requires_grad(true);
    value
        .mutable_grad()
        .put(torch.full_like(value.detach(), new org.bytedeco.pytorch.Scalar(gradient)));
    return value;
  }

  private static Replicas meet(Companions others, Duration timeout) {
    Gathering gathering = Gathering.at(others.first(), LONG);
    gathering.exchange("started", "");
    return new GlooReplicas(gathering, timeout);
  }

  @Test
  void threeProcessesComputeTogetherAndAllKnowWhenOneIsKilled() throws Exception {
    try (Companions others = new Companions(Program.class, 3, folder, "30000")) {
      Replicas replicas = meet(others, LONG);
      doAll(replicas);
      others.signal(2, "KILL");
      others.exitCode(2);
      long start = System.nanoTime();
      ReplicaLostException lost =
          assertThrows(ReplicaLostException.class, () -> replicas.any(false));
      assertTrue(System.nanoTime() - start < 15e9, "known without waiting the timeout out");
      assertTrue(lost.getMessage().startsWith("process 0 of 0..2 lost another one ("));
      assertFalse(lost.getMessage().contains("\n"), lost.getMessage());
      assertSame(lost, assertThrows(ReplicaLostException.class, () -> replicas.any(false)));
      assertSame(lost, replicas.cause(new RuntimeException("of native code")));
      assertEquals(LOST, others.exitCode(1), others.output(1));
      assertEquals(2, others.output(1).lines().count(), others.output(1));
    }
  }

  @Test
  void aProcessThatIsStoppedEndsTheOthersAfterTheTimeout() throws Exception {
    try (Companions others = new Companions(Program.class, 2, folder, "1000")) {
      Replicas replicas = meet(others, SHORT);
      doAll(replicas);
      others.signal(1, "STOP");
      ReplicaLostException lost =
          assertThrows(ReplicaLostException.class, () -> replicas.any(false));
      assertTrue(lost.getMessage().contains("1000ms"), lost.getMessage());
    }
  }
}
