package org.mixsep.app.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.PreprocessSettings;
import org.mixsep.app.config.Preprocessing;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.UserCache;
import org.mixsep.app.images.NamedSet;
import org.mixsep.app.runfolder.Versions;
import org.mixsep.app.wiring.Losses;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.data.ImageShape;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;
import org.mixsep.training.Sgd;
import org.mixsep.training.Trainer;

/**
 * How long a run would take, told from a few real steps of its network on images of noise. What was
 * measured on a quiet machine is kept in the user's cache folder for a day; what others disturbed,
 * for ten minutes and with a word about it.
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

  /** What was measured longer ago is measured again: machines change. */
  private static final Duration KEPT = Duration.ofDays(1);

  /** The same for what others disturbed, so that one command's plan need not measure twice. */
  private static final Duration KEPT_DISTURBED = Duration.ofMinutes(10);

  private static final String DISTURBANCE =
      "others were at work on this machine when its speed was measured: times may be much too long,"
          + " and are measured again in ten minutes";

  /** Where the median step takes so much longer than the best, others disturb. */
  private static final double DISTURBED = 1.5;

  /** Processes for each core that wanted to run in the last minute; more, and others disturb. */
  private static final double BUSY = 0.5;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<String> messages;
  private boolean told;

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

  /**
   * @param spread the median step's time over the best one's
   */
  private record Steps(Measured measured, double spread) {}

  /** Measures a configuration's network on this machine, or reads what was measured before. */
  public Measured of(RunConfig config) {
    RunConfig resolved = Wiring.resolve(config);
    ImageShape shape = NamedSet.of(config).shape();
    int images = Math.max(2, Math.min(IMAGES, IMAGES * VALUES / shape.values()));
    // Which of the earlier blocks carry a module costs next to nothing.
    String modules = config.get(NetworkSettings.MODULES).size() == 1 ? "one" : "several";
    String key =
        "%s modules=%s shape=%s %s %s %s threads=%d mixsep=%s libtorch=%s"
            .formatted(
                config.get(NetworkSettings.NAME),
                modules,
                shape,
                resolved.get(MachineSettings.DEVICE).orElseThrow(),
                resolved.get(MachineSettings.PRECISION).orElseThrow(),
                resolved.get(MachineSettings.CONVOLUTION).orElseThrow(),
                resolved.get(MachineSettings.THREADS),
                Versions.mixsep(),
                Versions.libtorch());
    Path file = UserCache.folder(config).resolve("calibration.json");
    ObjectNode all = read(file);
    JsonNode found = all.path(key);
    if (isFresh(found, Instant.now())) {
      tellDisturbance(found.path("disturbed").asBoolean());
      return new Measured(
          found.path("secondsPerImage").asDouble(), found.path("parameters").asLong());
    }
    messages.accept("measuring the speed of " + config.get(NetworkSettings.NAME));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    boolean busy = load > BUSY * Runtime.getRuntime().availableProcessors();
    Steps steps = measure(resolved, shape, images);
    boolean disturbed = busy || steps.spread() > DISTURBED;
    tellDisturbance(disturbed);
    all.putObject(key)
        .put("secondsPerImage", steps.measured().secondsPerImage())
        .put("parameters", steps.measured().parameters())
        .put("measured", Instant.now().toString())
        .put("disturbed", disturbed);
    try {
      AtomicFile.writeText(file, all.toPrettyString() + "\n");
    } catch (InvalidInputException e) {
      messages.accept("not kept: " + e.getMessage()); // it is measured again next time
    }
    return steps.measured();
  }

  private void tellDisturbance(boolean disturbed) {
    if (disturbed && !told) {
      told = true;
      messages.accept(DISTURBANCE);
    }
  }

  /** Whether a kept measurement is whole and young enough. */
  static boolean isFresh(JsonNode found, Instant now) {
    if (!found.path("secondsPerImage").isNumber() || !found.path("parameters").isNumber()) {
      return false;
    }
    try {
      Instant measured = Instant.parse(found.path("measured").asText());
      Duration age = Duration.between(measured, now);
      Duration kept = found.path("disturbed").asBoolean() ? KEPT_DISTURBED : KEPT;
      return !age.isNegative() && age.compareTo(kept) < 0;
    } catch (DateTimeParseException e) {
      return false; // by an earlier version, which did not say when
    }
  }

  private static Steps measure(RunConfig config, ImageShape shape, int images) {
    Compute compute = Wiring.compute(config);
    Variables variables = new Variables(compute, 1);
    try (PointerScope scope = new PointerScope();
        SeparabilityNetwork network =
            Wiring.network(config, variables, shape.channels(), CLASSES)) {
      Trainer trainer =
          Trainer.builder(network)
              .loss(Losses.of(config))
              .thresholds(Wiring.thresholds(config, network.blocks().size()))
              .optimizer(new Sgd(variables.parameters(), 0.9, 0, false))
              .learningRate(Wiring.learningRate(config, 1000))
              .build();
      float[] noise = new float[images * shape.values()];
      Random random = new Random(1);
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) random.nextGaussian();
      }
      Tensor batch = Tensors.of(noise, images, shape.channels(), shape.height(), shape.width());
      int[] labels = IntStream.range(0, images).map(i -> i % CLASSES).toArray();
      trainer.step(batch, labels);
      List<Double> times = new ArrayList<>();
      double spent = 0;
      for (int i = 0; i < STEPS && spent < SECONDS; i++) {
        long start = System.nanoTime();
        trainer.step(batch, labels);
        double seconds = (System.nanoTime() - start) / 1e9;
        spent += seconds;
        times.add(seconds);
      }
      Collections.sort(times);
      double best = times.get(0); // the least disturbed one
      return new Steps(
          new Measured(best / images, variables.parameterCount()),
          times.get(times.size() / 2) / best);
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
    long values = NamedSet.of(config).shape().values();
    int rank = config.get(PreprocessSettings.ZCA_RANK);
    boolean whitened = config.get(PreprocessSettings.STEPS).contains(Preprocessing.ZCA);
    return whitened ? 4 * values * (rank == 0 ? values : rank) : 0;
  }
}
