package org.mixsep.app.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.dashboard.ListedRun.Status;

class RunIndexTest {
  @TempDir Path root;

  private Status status(String id) {
    return new RunIndex(root).runs().get(id).status();
  }

  @Test
  void whatBecameOfARunIsToldByItsFolderAndItsProcess() throws IOException {
    Path run = Folders.begun(root.resolve("deep/in/x"));
    assertEquals(Status.INTERRUPTED, status("deep/in/x"), "of an earlier version");
    Files.writeString(run.resolve("result.json"), "{}");
    assertEquals(Status.FINISHED, status("deep/in/x"));
    Folders.ownState(run, "training");
    assertEquals(Status.RUNNING, status("deep/in/x"), "it was resumed");
    Files.createFile(run.resolve("stop"));
    assertEquals(Status.STOPPING, status("deep/in/x"));
    Folders.state(run, "training", ProcessHandle.current().pid(), Instant.EPOCH);
    assertEquals(Status.INTERRUPTED, status("deep/in/x"), "another process with its number");
    for (String phase : List.of("stopped", "diverged", "failed", "finished")) {
      Folders.ownState(run, phase);
      assertEquals(phase.toUpperCase(Locale.ROOT), status("deep/in/x").name());
    }
    assertEquals("why", new RunIndex(root).runs().get("deep/in/x").message());
  }

  @Test
  void runsAppearGrowAndDisappear() throws IOException {
    RunIndex index = new RunIndex(root.resolve("later"));
    assertTrue(index.runs().isEmpty());
    Path run = Folders.begun(root.resolve("later/a"));
    await(index, () -> index.runs().containsKey("a"));
    Folders.append(run, Folders.step(10) + Folders.test(10, 12.5) + "{\"iteration\":20,\"lo");
    await(index, () -> index.runs().get("a").iteration() == 10);
    assertEquals(12.5, index.runs().get("a").error().orElseThrow());
    assertEquals(500, index.runs().get("a").iterations());
    Folders.delete(run);
    await(index, () -> index.runs().isEmpty());
    assertTrue(index.folder("a").isEmpty());
  }

  private static void await(RunIndex index, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "in vain; there is " + index.runs());
      Thread.onSpinWait();
    }
  }

  @Test
  void hundredsOfRunsAreListedAndABrokenOneHurtsNoOther() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String id = "sweep/%03d".formatted(i);
      ids.add(id);
      Folders.append(Folders.begun(root.resolve(id)), Folders.step(i + 1));
    }
    Files.writeString(root.resolve("sweep/123/config.yaml"), "nonsense: [");
    var runs = new RunIndex(root).runs();
    assertEquals(Set.copyOf(ids), runs.keySet());
    assertEquals(Status.UNREADABLE, runs.get("sweep/123").status());
    assertFalse(runs.get("sweep/123").message().isEmpty());
    assertEquals(400, runs.get("sweep/399").iteration());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void onlyWhatLiesInTheFolderCanBeAskedFor() throws IOException {
    Path listed = Files.createDirectories(root.resolve("listed"));
    Path outside = Folders.begun(root.resolve("outside"));
    Folders.ownState(outside, "training");
    Files.createSymbolicLink(listed.resolve("link"), outside);
    RunIndex index = new RunIndex(listed);
    for (String id :
        List.of("link", "../outside", outside.toString(), "", ".", "a/../../outside")) {
      assertTrue(index.folder(id).isEmpty(), id);
    }
  }

  @Test
  void aFolderThatIsARunItselfIsListedByItsName() {
    Path run = Folders.begun(root.resolve("a"));
    RunIndex index = new RunIndex(run);
    assertEquals(run, index.folder("a").orElseThrow());
  }

  @Test
  void onlyARunThatIsTrainedNowIsAskedToStop() throws IOException {
    Path run = Folders.begun(root.resolve("a"));
    RunIndex index = new RunIndex(root);
    Folders.ownState(run, "finished");
    assertFalse(index.stop(run));
    Folders.state(run, "training", ProcessHandle.current().pid(), Instant.EPOCH);
    assertFalse(index.stop(run));
    assertFalse(Files.exists(run.resolve("stop")));
    Folders.ownState(run, "training");
    assertTrue(index.stop(run));
    assertTrue(Files.exists(run.resolve("stop")));
  }
}
