package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;

/** What is told of settings and presets. */
class SettingsCommandsTest {
  private final RecordedCli cli = new RecordedCli();
  private final StringWriter out = cli.out;
  private final StringWriter err = cli.err;
  private final RecordedRuns runs = cli.runs;

  @TempDir Path folder;

  @Test
  void settingsListsAllAGroupOrOne() {
    assertEquals(0, cli.run("settings"));
    for (Setting<?> setting : Catalogue.all()) {
      assertTrue(out.toString().contains("\n" + setting.key() + " "), setting.key());
      assertTrue(out.toString().contains(setting.help()), setting.key());
    }
    out.getBuffer().setLength(0);
    assertEquals(0, cli.run("settings", "loss.threshold"));
    assertTrue(out.toString().contains("loss.threshold.window"));
    assertFalse(out.toString().contains("loss.space"));
    out.getBuffer().setLength(0);
    assertEquals(0, cli.run("settings", "learningRate.initial"));
    assertTrue(out.toString().contains("short             learningRate\n"), out::toString);
    assertTrue(out.toString().contains("in street-digits  0.1\n"), out::toString);
  }

  @Test
  void presetsListsAllOrPrintsOneThatTrainTakes() throws IOException {
    assertEquals(0, cli.run("presets"));
    assertEquals(Presets.all().size() + 1, out.toString().lines().count());
    out.getBuffer().setLength(0);
    assertEquals(0, cli.run("presets", "cifar10-vgg16-msl"));
    Path file = Files.writeString(folder.resolve("my.yaml"), out.toString());
    assertEquals(0, cli.run("train", "-c", file.toString(), "data.dir=x"), err::toString);
    assertEquals("vgg16", runs.config.get(NetworkSettings.NAME).toString());
    assertEquals(80_000, runs.config.get(TrainingSettings.ITERATIONS));
  }
}
