package org.mixsep.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.TextDamage;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.run.SmallRun;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.training.CheckpointFolder;

/**
 * Checkpoints whose checksums fit and whose content does not: a model is opened, or refused in one
 * line, whatever their texts and tensors claim.
 */
class DamagedModelTest {
  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void train() {
    run = SmallRun.train(folder);
  }

  private void damage(int files) throws IOException {
    Path file = new CheckpointFolder(run.resolve("checkpoints")).newestFirst().get(0);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int seed = 0; seed < files; seed++) {
      try (PointerScope scope = new PointerScope()) {
        SafetensorsFile.Contents contents = SafetensorsFile.read(file);
        String what = damage(contents, file, new SplittableRandom(seed));
        try {
          new TorchModels().open(new ModelSource(run, Optional.empty(), List.of("threads=1")));
        } catch (InvalidInputException e) {
          refused++;
          assertEquals(1, e.getMessage().lines().count(), what + ": " + e.getMessage());
        } catch (RuntimeException | Error e) {
          throw new AssertionError("seed " + seed + ": " + what, e);
        }
      }
      Files.write(file, whole);
    }
    assertTrue(refused > files / 3, refused + " of " + files);
  }

  /** Returns what was done. */
  private static String damage(
      SafetensorsFile.Contents contents, Path file, SplittableRandom random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(contents.tensors());
    Map<String, String> texts = new LinkedHashMap<>(contents.texts());
    String what;
    if (random.nextBoolean()) {
      List<String> keys = new ArrayList<>(texts.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      if (random.nextInt(6) == 0) {
        texts.remove(key);
      } else {
        texts.put(key, TextDamage.value(texts.get(key), random));
      }
      what = key + " is " + texts.get(key);
    } else {
      List<String> keys = new ArrayList<>(tensors.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      Tensor tensor = tensors.get(key);
      int way = random.nextInt(5);
      tensors.remove(key);
      switch (way) {
        case 0 -> tensors.put(key + "x", tensor);
        case 1 -> tensors.put(key, tensor.to(ScalarType.Long));
        case 2 -> tensors.put(key, tensor.flatten().narrow(0, 0, random.nextInt(2)));
        case 3 -> tensors.put(key, tensor.unsqueeze(0));
        default -> {
          // It is missing.
        }
      }
      what = key + " changed in way " + way;
    }
    SafetensorsFile.write(file, tensors, texts);
    return what;
  }

  @Test
  void someDamagedCheckpointsAreOpenedOrRefused() throws IOException {
    damage(60);
  }

  @Tag("slow")
  @Test
  void manyDamagedCheckpointsAreOpenedOrRefused() throws IOException {
    damage(2000);
  }
}
