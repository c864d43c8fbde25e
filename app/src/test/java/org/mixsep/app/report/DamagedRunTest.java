package org.mixsep.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.TextDamage;
import org.mixsep.app.runfolder.RunState;
import org.mixsep.app.runfolder.RunStatus;

/** Run folders one of whose files is damaged: reports leave it out, or refuse the folder. */
class DamagedRunTest {
  private static final String STATE =
      "{\"state\":\"diverged\",\"pid\":1,\"started\":\"2030-01-02T03:04:05Z\",\"iteration\":7,\"message\":\"m\"}";

  @TempDir Path folder;

  private void damage(int files) throws IOException {
    Path run = SampleRun.write(folder.resolve("run"), "street-digits", 40, 30, List.of());
    SampleRun.addEvaluation(run);
    Files.writeString(run.resolve("state.json"), STATE);
    List<Path> all = new ArrayList<>();
    try (var found = Files.list(run)) {
      found.sorted().forEach(all::add);
    }
    assertFalse(Report.on(List.of(run)).html().isEmpty());
    for (int seed = 0; seed < files; seed++) {
      Path file = all.get(seed % all.size());
      String whole = Files.readString(file);
      String text = TextDamage.of(whole, new SplittableRandom(seed));
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      try {
        read(run);
      } catch (InvalidInputException e) {
        assertEquals(1, e.getMessage().lines().count(), "seed " + seed + ": " + e.getMessage());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", " + file.getFileName() + ":\n" + text, e);
      }
      Files.writeString(file, whole);
    }
  }

  private static void read(Path run) throws IOException {
    RunStatus.of(run);
    RunState.read(run);
    Report report = Report.on(List.of(run));
    report.html();
    report.markdown();
    report.summary();
    new LiveRun(run).changes();
    new RunProgress(run).update();
  }

  @Test
  void someDamagedFoldersAreReadOrRefused() throws IOException {
    damage(200);
  }

  @Tag("slow")
  @Test
  void manyDamagedFoldersAreReadOrRefused() throws IOException {
    damage(2000);
  }
}
