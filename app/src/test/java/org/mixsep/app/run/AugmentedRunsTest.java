package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.training.CheckpointFolder;

/** A small run with all that can be done to a training image, and a schedule with a cycle. */
class AugmentedRunsTest {
  private static final String[] ALL = {
    "augment=trivialaugment,randaugment,crop,flip,cutout,mixup,cutmix",
    "augment.flip=alternating",
    "augment.crop.fill=reflect",
    "augment.crop.padding=6",
    "augment.mixup.alpha=0.4",
    "augment.mix.probability=0.9",
    "loss.labelSmoothing=0.1",
    "learningRate.schedule=onecycle",
    "learningRate.end=0.01",
    "data.labelNoise=0.1",
  };

  @TempDir Path folder;
  private final TorchRuns runs = new TorchRuns();
  private final List<String> messages = new ArrayList<>();

  private final RunListener listener =
      new RunListener() {
        @Override
        public void message(String line) {
          messages.add(line);
        }

        @Override
        public void progress(StepProgress progress) {
          assertTrue(Double.isFinite(progress.loss()));
        }
      };

  private CheckpointFolder train(String name, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "iterations=8",
                "data.train=64", // two epochs
                "data.test=40",
                "network=resnet1",
                "batch=16",
                "checkpoint.every=4",
                "threads=1",
                "run=" + folder.resolve(name),
                "cache=" + folder.resolve("cache")));
    arguments.addAll(List.of(settings));
    runs.train(ConfigSources.resolve("street-digits", Optional.empty(), arguments), name, listener);
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"));
  }

  private static Map<String, ByteBuffer> contents(CheckpointFolder checkpoints) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    SafetensorsFile.read(checkpoints.file(8))
        .tensors()
        .forEach((name, tensor) -> bytes.put(name, ByteBuffer.wrap(copy(tensor))));
    return bytes;
  }

  private static byte[] copy(Tensor tensor) {
    ByteBuffer bytes = Tensors.bytes(tensor);
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  @Test
  void aResumedRunEndsBitForBitWhereOneInOnePieceDoes() {
    CheckpointFolder checkpoints = train("all", ALL);
    Map<String, ByteBuffer> whole = contents(checkpoints);
    runs.resume(folder.resolve("all"), Optional.of(checkpoints.file(4)), listener);
    assertEquals(whole, contents(checkpoints));
    assertNotEquals(whole, contents(train("plain")));
    assertTrue(messages.stream().anyMatch(line -> line.contains("wrong label")), "relabelled");
  }
}
