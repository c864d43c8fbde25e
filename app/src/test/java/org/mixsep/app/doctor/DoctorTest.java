package org.mixsep.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.doctor.Diagnosis.Verdict;
import org.mixsep.app.doctor.Machine.Folder;
import org.mixsep.app.doctor.Machine.Memory;
import org.mixsep.app.doctor.Machine.Processor;
import org.mixsep.app.doctor.Machine.Start;
import org.mixsep.app.images.DataSets;
import org.mixsep.torch.Precision;

class DoctorTest {
  private static final long GB = 1_000_000_000;
  private static final Processor FAST = new Processor("Some", Precision.BFLOAT16, 4, 0.1, "", "");
  private static final Memory ROOMY = new Memory(16 * GB, 12 * GB, 6 * GB);
  private static final Folder WIDE = new Folder("cache", Path.of("c"), "", 100 * GB);
  private static final Natives LOADED = new Natives("", true, false, 50, 200);

  @TempDir Path folder;

  private static Machine machine(Processor processor, Memory memory, Folder disk, Natives natives) {
    return new Machine(
        "17", "Linux amd64", processor, memory, Start.BEST, List.of(disk), false, natives);
  }

  /** The only thing that is not right. */
  private static Diagnosis fault(Machine machine) {
    List<Diagnosis> faults =
        Doctor.judge(machine).stream().filter(one -> one.verdict() != Verdict.OK).toList();
    assertEquals(1, faults.size(), faults::toString);
    assertFalse(faults.get(0).remedy().isEmpty(), "it must say what to do");
    return faults.get(0);
  }

  private static void assertFault(Verdict verdict, String name, Machine machine) {
    Diagnosis fault = fault(machine);
    assertEquals(name, fault.name());
    assertEquals(verdict, fault.verdict());
  }

  @Test
  void aGoodMachineHasNoFault() {
    assertTrue(
        Doctor.judge(machine(FAST, ROOMY, WIDE, LOADED)).stream()
            .allMatch(one -> one.verdict() == Verdict.OK && one.remedy().isEmpty()));
  }

  @Test
  void float32IsNoFaultWhereItIsTheFasterOne() {
    Processor old = new Processor("", Precision.FLOAT32, 4, 0.1, "", "");
    Natives natives = new Natives("", true, false, 50, 40);
    assertEquals(
        Verdict.OK, named(Doctor.judge(machine(old, ROOMY, WIDE, natives)), "precision").verdict());
  }

  @Test
  void whatSlowsTrainingIsAWarning() {
    Natives alone = new Natives("", false, false, 50, 200);
    assertFault(Verdict.WARNING, "libtorch", machine(FAST, ROOMY, WIDE, alone));
    Natives slow = new Natives("", true, false, 50, 40);
    assertFault(Verdict.WARNING, "precision", machine(FAST, ROOMY, WIDE, slow));
    Processor wide = new Processor("", Precision.FLOAT32, 4, 0.1, "", "");
    assertFault(Verdict.WARNING, "precision", machine(wide, ROOMY, WIDE, LOADED));
    Processor busy = new Processor("Some", Precision.BFLOAT16, 4, 3, "", "");
    assertFault(Verdict.WARNING, "threads", machine(busy, ROOMY, WIDE, LOADED));
    Processor bound = new Processor("Some", Precision.BFLOAT16, 4, 0, "1", "");
    assertFault(Verdict.WARNING, "threads", machine(bound, ROOMY, WIDE, LOADED));
    Processor old = new Processor("Some", Precision.BFLOAT16, 4, 0, "", "Haswell");
    assertFault(Verdict.WARNING, "precision", machine(old, ROOMY, WIDE, LOADED));
    Memory tight = new Memory(4 * GB, 2 * GB, GB);
    assertFault(Verdict.WARNING, "memory", machine(FAST, tight, WIDE, LOADED));
    Folder small = new Folder("runs", Path.of("runs"), "", GB);
    assertFault(Verdict.WARNING, "disk, runs", machine(FAST, ROOMY, small, LOADED));
    Machine unused =
        new Machine("17", "Linux amd64", FAST, ROOMY, Start.BEST, List.of(WIDE), true, LOADED);
    assertFault(Verdict.WARNING, "gpu", unused);
    for (Start start : List.of(Start.SYSTEM_ALLOCATOR, Start.WITHOUT_LAUNCHER)) {
      Machine started =
          new Machine("17", "Linux amd64", FAST, ROOMY, start, List.of(WIDE), false, LOADED);
      assertFault(Verdict.WARNING, "launcher", started);
    }
  }

  @Test
  void whatPreventsTrainingIsAProblem() {
    Natives missing = new Natives("no jnitorch in java.library.path", false, false, 0, 0);
    assertFault(Verdict.PROBLEM, "libtorch", machine(FAST, ROOMY, WIDE, missing));
    Memory none = new Memory(GB, GB / 2, GB / 4);
    assertFault(Verdict.PROBLEM, "memory", machine(FAST, none, WIDE, LOADED));
    Folder full = new Folder("cache", Path.of("c"), "", GB / 10);
    assertFault(Verdict.PROBLEM, "disk, cache", machine(FAST, ROOMY, full, LOADED));
    Folder shut = new Folder("cache", Path.of("c"), "no permission", 0);
    assertFault(Verdict.PROBLEM, "disk, cache", machine(FAST, ROOMY, shut, LOADED));
  }

  private static Diagnosis named(List<Diagnosis> all, String name) {
    return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void thisMachineAndASetThatIsHereInPart() throws Exception {
    Path cache = folder.resolve("cache");
    Path part = Files.createDirectories(cache.resolve("data/cifar10"));
    RunConfig config =
        ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), List.of("cache=" + cache));
    Files.writeString(part.resolve("test_batch.bin"), "cut");
    List<Diagnosis> all = Doctor.examine(new DataSets(), config);
    assertEquals(Verdict.OK, named(all, "libtorch").verdict(), "tests could not run otherwise");
    Diagnosis data = all.get(all.size() - 1);
    assertEquals(Verdict.WARNING, data.verdict(), all::toString);
    assertTrue(data.remedy().contains("mixsep data fetch cifar10"), data.remedy());
    Path file = Files.writeString(folder.resolve("file"), "");
    Diagnosis disk = named(Doctor.judge(Machine.read(folder, file.resolve("x"))), "disk, cache");
    assertEquals(Verdict.PROBLEM, disk.verdict(), disk.found());
    try (var left = Files.list(folder)) {
      assertEquals(2, left.count(), "nothing is left behind");
    }
  }
}
