package org.mixsep.app.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.DataConfig;
import org.mixsep.app.config.MachineConfig;
import org.mixsep.app.config.Preprocessing;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.UserCache;
import org.mixsep.data.ImageShape;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;
import org.mixsep.training.Sgd;
import org.mixsep.training.Trainer;

/**
 * How long a run would take, told from a few real steps of its network on images of noise. What was
 * measured is kept in the user's cache folder, so that it is measured once.
 */
public final class Calibration {
  /** Enough images of 3x32x32 to keep every thread busy; more take longer in proportion. */
  private static final int IMAGES = 32;

  /** A few more or less cost no time. */
  private static final int CLASSES = 10;

  private static final int VALUES = 3 * 32 * 32;

  /**
   * The least disturbed of many is close to the machine's own speed, also while others use it; of a
   * slow network, one step is enough.
   */
  private static final int STEPS = 50;

  private static final double SECONDS = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<String> messages;

  /**
   * @param messages told what is measured
   */
  public Calibration(Consumer<String> messages) {
    this.messages = messages;
  }

  /**
   * What was measured of a network.
   *
   * @param secondsPerImage of a training step, whole, divided by its images
   * @param parameters how many numbers are trained
   */
  public record Measured(double secondsPerImage, long parameters) {}

  /** Measures a configuration's network on this machine, or reads what was measured before. */
  public Measured of(RunConfig config) {
    MachineConfig machine = Wiring.resolve(config.machine());
    ImageShape shape = shape(config.data());
    int images = Math.max(2, Math.min(IMAGES, IMAGES * VALUES / shape.values()));
    // Which of the earlier blocks carry a module costs next to nothing.
    String modules = config.network().modules().size() == 1 ? "one" : "several";
    String key =
        "%s modules=%s shape=%s %s %s %s threads=%d mixsep=%s libtorch=%s"
            .formatted(
                config.network().name(),
                modules,
                shape,
                machine.device(),
                machine.precision(),
                machine.convolution(),
                machine.threads(),
                Versions.mixsep(),
                Versions.libtorch());
    Path file = UserCache.folder(config).resolve("calibration.json");
    ObjectNode all = read(file);
    JsonNode found = all.path(key);
    if (found.path("secondsPerImage").isNumber() && found.path("parameters").isNumber()) {
      return new Measured(
          found.path("secondsPerImage").asDouble(), found.path("parameters").asLong());
    }
    messages.accept("measuring the speed of " + config.network().name());
    Measured measured = measure(config, machine, shape, images);
    all.putObject(key)
        .put("secondsPerImage", measured.secondsPerImage())
        .put("parameters", measured.parameters());
    try {
      AtomicFile.writeText(file, all.toPrettyString() + "\n");
    } catch (InvalidInputException e) {
      messages.accept("not kept: " + e.getMessage()); // it is measured again next time
    }
    return measured;
  }

  private static Measured measure(
      RunConfig config, MachineConfig machine, ImageShape shape, int images) {
    Compute compute = Wiring.compute(machine);
    Variables variables = new Variables(compute, 1);
    try (PointerScope scope = new PointerScope();
        SeparabilityNetwork network =
            Wiring.network(config, variables, shape.channels(), CLASSES)) {
      Trainer trainer =
          new Trainer(
              network,
              Wiring.loss(config.loss()),
              Wiring.thresholds(config.loss().threshold(), network.blocks().size()),
              new Sgd(variables.parameters(), 0.9, 0, false),
              Wiring.learningRate(config.training().learningRate(), 1000),
              CLASSES,
              compute);
      float[] noise = new float[images * shape.values()];
      Random random = new Random(1);
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) random.nextGaussian();
      }
      Tensor batch = Tensors.of(noise, images, shape.channels(), shape.height(), shape.width());
      int[] labels = IntStream.range(0, images).map(i -> i % CLASSES).toArray();
      trainer.step(batch, labels);
      double best = Double.POSITIVE_INFINITY; // the least disturbed one
      double spent = 0;
      for (int i = 0; i < STEPS && spent < SECONDS; i++) {
        long start = System.nanoTime();
        trainer.step(batch, labels);
        double seconds = (System.nanoTime() - start) / 1e9;
        spent += seconds;
        best = Math.min(best, seconds);
      }
      return new Measured(best / images, variables.parameterCount());
    }
  }

  private static ObjectNode read(Path file) {
    try {
      if (Files.isRegularFile(file) && JSON.readTree(file.toFile()) instanceof ObjectNode all) {
        return all;
      }
    } catch (IOException e) {
      // A damaged cache: all is measured anew.
    }
    return JSON.createObjectNode();
  }

  /** What a checkpoint holds of the fitted preprocessing, in bytes. */
  public static long preprocessingBytes(RunConfig config) {
    long values = shape(config.data()).values();
    int rank = config.preprocess().zcaRank();
    boolean whitened = config.preprocess().steps().contains(Preprocessing.ZCA);
    return whitened ? 4 * values * (rank == 0 ? values : rank) : 0;
  }

  /** Of an image as a network gets it, where that can be told without reading one. */
  static ImageShape shape(DataConfig data) {
    return switch (data.name()) {
      case STREET_DIGITS, CIFAR10, CIFAR100, SVHN -> new ImageShape(3, 32, 32);
      case MNIST, FASHION_MNIST ->
          data.options().pad() ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
      case FOLDER -> new ImageShape(3, data.options().height(), data.options().width());
    };
  }
}
