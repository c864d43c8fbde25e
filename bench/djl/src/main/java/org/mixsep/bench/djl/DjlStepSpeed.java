package org.mixsep.bench.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whole training steps in DJL, a stretch for each line of standard input: the twin of {@code
 * StepSpeed}.
 *
 * <p>float32 only: DJL 0.36 ends the process at a bfloat16 tensor. Arguments: network, steps a
 * stretch, threads. With a fourth, it prints the losses of that many steps on one batch instead.
 */
public final class DjlStepSpeed {
  private static final int BATCH = 128;
  private static final int CLASSES = 10;

  private final NDManager manager = NDManager.newBaseManager();
  private final int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
  private final Optimizer optimizer =
      Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.01f)).optMomentum(0.9f).build();
  private final Layers layers;
  private final Network network;
  private final NDArray images;

  private DjlStepSpeed(String name) {
    layers = new Layers(manager);
    network = new Network(name, layers, CLASSES);
    images =
        Layers.channelsLast(
            manager.randomNormal(0, 1, new Shape(BATCH, 32, 32, 3), DataType.FLOAT32));
  }

  public static void main(String[] arguments) throws IOException {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", arguments[2]);
    int steps = Integer.parseInt(arguments[1]);
    DjlStepSpeed speed = new DjlStepSpeed(arguments[0]);
    if (arguments.length > 3) {
      for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
        System.out.println(speed.step());
      }
      return;
    }
    speed.step();
    double first = (System.currentTimeMillis() - startMillis()) / 1e3;
    for (int i = 1; i < Math.max(2, steps / 4); i++) {
      speed.step();
    }
    System.out.printf(Locale.ROOT, "%.2f%n", first);
    BufferedReader turns = new BufferedReader(new InputStreamReader(System.in));
    while (turns.readLine() != null) {
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        speed.step();
      }
      System.out.printf(Locale.ROOT, "%.1f%n", steps * BATCH / ((System.nanoTime() - start) / 1e9));
    }
    System.out.println(peakMebibytes());
  }

  /** One step; its loss. */
  private float step() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = images.duplicate();
      x.attach(scope);
      float value;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = SeparabilityLoss.of(network.forward(x), labels, CLASSES, scope);
        collector.backward(loss);
        value = loss.getFloat();
      }
      int index = 0;
      for (NDArray parameter : layers.parameters()) {
        try (NDArray gradient = parameter.getGradient()) {
          optimizer.update("p" + index++, parameter, gradient);
        }
      }
      return value;
    }
  }

  private static long startMillis() {
    return ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
  }

  private static long peakMebibytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String peak = lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
      return Long.parseLong(peak.replaceAll("\\D", "")) / 1024;
    }
  }
}
