package org.mixsep.app.doctor;

import static org.mixsep.app.doctor.Diagnosis.ok;
import static org.mixsep.app.doctor.Diagnosis.problem;
import static org.mixsep.app.doctor.Diagnosis.warning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.UserCache;
import org.mixsep.app.doctor.Machine.Folder;
import org.mixsep.app.doctor.Machine.Memory;
import org.mixsep.app.doctor.Machine.Processor;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.runfolder.Versions;
import org.mixsep.torch.Precision;

/** Tells of a machine whether it can train, what holds it back, and what to do about that. */
public final class Doctor {
  private static final long GIGABYTE = 1_000_000_000;

  private Doctor() {}

  /**
   * Examines this machine.
   *
   * @param config where runs and caches are
   */
  public static List<Diagnosis> examine(DataSets dataSets, RunConfig config) {
    List<Diagnosis> all =
        new ArrayList<>(judge(Machine.read(Path.of("runs"), UserCache.folder(config))));
    all.addAll(data(dataSets.list(config), config));
    return all;
  }

  static List<Diagnosis> judge(Machine machine) {
    List<Diagnosis> all = new ArrayList<>();
    all.add(ok("java", machine.java()));
    all.add(launcher(machine));
    all.add(libtorch(machine.natives(), machine.system()));
    all.add(precision(machine.processor(), machine.natives()));
    all.add(threads(machine.processor()));
    all.add(memory(machine.memory()));
    machine.folders().forEach(folder -> all.add(disk(folder)));
    all.add(gpu(machine));
    return all;
  }

  private static Diagnosis launcher(Machine machine) {
    String version = "mixsep " + Versions.mixsep();
    return switch (machine.start()) {
      case BEST -> ok("launcher", version);
      case SYSTEM_ALLOCATOR ->
          warning(
              "launcher",
              version + ", without jemalloc",
              "install it (Debian: apt install libjemalloc2): up to a tenth faster, less memory");
      case WITHOUT_LAUNCHER ->
          warning(
              "launcher",
              version + ", started without it",
              "start with ./mixsep: it sets how memory is kept, a tenth of the speed");
    };
  }

  private static Diagnosis libtorch(Natives natives, String system) {
    if (!natives.fault().isEmpty()) {
      return problem(
          "libtorch",
          "does not load on %s: %s".formatted(system, natives.fault()),
          "it needs Linux x86-64, macOS arm64 or Windows x86-64, and room in"
              + " ~/.javacpp; build again on this machine");
    }
    String version = Versions.libtorch() + " on " + system;
    return natives.oneDnn()
        ? ok("libtorch", version + ", oneDNN beside it")
        : warning(
            "libtorch",
            version + "; oneDNN does not load beside it",
            "nothing to do but on Windows: OpenCL, which comes with the graphics driver, is missing;"
                + " residual networks train slower");
  }

  private static Diagnosis precision(Processor processor, Natives natives) {
    String found = processor.name().isEmpty() ? "" : processor.name() + ", ";
    Precision taken = processor.fastest();
    found += "precision=auto takes " + name(taken);
    if (!natives.fault().isEmpty()) {
      return ok("precision", found);
    }
    found +=
        String.format(
            Locale.ROOT,
            "; products on one core, GFLOP/s: %.0f in float32, %.0f in bfloat16",
            natives.float32(),
            natives.bfloat16());
    if (!processor.blasCore().isEmpty()) {
      return warning(
          "precision",
          found,
          "unset OPENBLAS_CORETYPE=%s: OpenBLAS knows this processor's best kernels itself"
              .formatted(processor.blasCore()));
    }
    Precision faster =
        natives.bfloat16() > natives.float32() ? Precision.BFLOAT16 : Precision.FLOAT32;
    return faster == taken
        ? ok("precision", found)
        : warning("precision", found, "try precision=" + name(faster) + ", look at images/s");
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private static Diagnosis threads(Processor processor) {
    String found = processor.cores() + (processor.cores() == 1 ? " core" : " cores");
    if (!processor.ompThreads().isEmpty()) {
      return warning(
          "threads",
          "%s, OMP_NUM_THREADS=%s".formatted(found, processor.ompThreads()),
          "unset OMP_NUM_THREADS; the setting threads=N says how many");
    }
    if (processor.load() > 0.5 * processor.cores()) {
      return warning(
          "threads",
          String.format(Locale.ROOT, "%s, load %.1f", found, processor.load()),
          "others are at work, so training takes longer; threads=N leaves them some cores");
    }
    return ok("threads", found);
  }

  private static Diagnosis memory(Memory memory) {
    String found =
        "%s, %s free, Java's heap at most %s"
            .formatted(gigabytes(memory.all()), gigabytes(memory.free()), gigabytes(memory.heap()));
    if (memory.free() < GIGABYTE || memory.heap() < GIGABYTE / 4) {
      return problem(
          "memory", found, "free some: the default training takes 1 GB; MIXSEP_JAVA_OPTS=-Xmx1g");
    }
    return memory.free() < 4 * GIGABYTE
        ? warning("memory", found, "street-digits fits; whitening CIFAR-10 takes up to 4 GB")
        : ok("memory", found);
  }

  private static Diagnosis disk(Folder folder) {
    String name = "disk, " + folder.use();
    String where = "of %s=FOLDER".formatted(folder.use().equals("runs") ? "run" : "cache");
    if (!folder.fault().isEmpty()) {
      return problem(
          name,
          "cannot write to %s: %s".formatted(folder.path(), folder.fault()),
          "give yourself the right to, or name another place by the setting " + where);
    }
    String found = "%s free for %s".formatted(gigabytes(folder.free()), folder.path());
    if (folder.free() < GIGABYTE / 5) {
      return problem(name, found, "free some, or name another place by the setting " + where);
    }
    return folder.free() < 4 * GIGABYTE
        ? warning(name, found, "street-digits fits; CIFAR-10, prepared, takes 3 GB")
        : ok(name, found);
  }

  private static Diagnosis gpu(Machine machine) {
    if (machine.natives().gpu()) {
      return ok("gpu", "CUDA; taken unless device=cpu");
    }
    return machine.nvidia()
        ? warning(
            "gpu",
            "an NVIDIA driver, but libtorch finds no CUDA device",
            "MIXSEP_MAVEN_ARGS='-P gpu' builds for CUDA; it needs CUDA 13.1 and cuDNN")
        : ok("gpu", "none; training runs on the processor");
  }

  private static List<Diagnosis> data(List<DataSets.Place> places, RunConfig config) {
    List<Diagnosis> all = new ArrayList<>();
    List<String> here = new ArrayList<>(List.of("street-digits"));
    for (DataSets.Place place : places) {
      if (place.complete()) {
        here.add(place.set().name());
      } else if (!place.empty()) {
        all.add(
            warning(
                "data",
                "%s is here in part only, in %s".formatted(place.set().name(), place.folder()),
                "'%s' fetches the rest".formatted(DataFolders.command(place.set(), config))));
      }
    }
    all.add(0, ok("data", String.join(", ", here) + "; 'mixsep data list' shows all"));
    return all;
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / (double) GIGABYTE);
  }
}
