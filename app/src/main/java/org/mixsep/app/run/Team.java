package org.mixsep.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Scope;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.runfolder.Versions;
import org.mixsep.batch.Share;
import org.mixsep.distributed.Agreement;
import org.mixsep.distributed.Gathering;
import org.mixsep.distributed.GlooReplicas;
import org.mixsep.distributed.Rendezvous;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;
import org.mixsep.training.Checkpoint;

/** The processes that do a run together, seen from one of them; or one on its own. */
final class Team {
  /** Bytes of a file that are passed round at once. */
  private static final long PIECE = 1 << 24;

  /** Where processes have met; nothing for one on its own. */
  private final Optional<Gathering> met;

  private final Share share;

  /** Connected by {@link #agreeOn}. */
  private Replicas replicas = Replicas.ALONE;

  private Team(Optional<Gathering> met, Share share) {
    this.met = met;
    this.share = share;
  }

  /** One process on its own. */
  static Team alone() {
    return new Team(Optional.empty(), Share.WHOLE);
  }

  /**
   * Waits for the others, if there are any, whose program has to be this one.
   *
   * @param timeout how long to wait for another process until settings are agreed on
   */
  static Team meet(Optional<Rendezvous> rendezvous, Duration timeout) {
    if (rendezvous.isEmpty()) {
      return alone();
    }
    Gathering met = Gathering.at(rendezvous.get(), timeout);
    Agreement.require(
        met, "versions", Map.of("mixsep", Versions.mixsep(), "libtorch", Versions.libtorch()));
    return new Team(Optional.of(met), new Share(rendezvous.get().rank(), rendezvous.get().size()));
  }

  /** How many do the run; nothing for one on its own. */
  Optional<String> announcement(RunConfig config) {
    int batch = config.get(TrainingSettings.BATCH);
    return met.map(
        unused ->
            "%d processes, each with %d of a batch's %d images"
                .formatted(size(), share.count(batch), batch));
  }

  /** Whether this is the process that reads and writes the run folder. */
  boolean isFirst() {
    return share.rank() == 0;
  }

  /** Number of processes. */
  int size() {
    return share.size();
  }

  /** The part of every batch that this process computes. */
  Share share() {
    return share;
  }

  /** Cores that this process may take. */
  int cores() {
    int all = Runtime.getRuntime().availableProcessors();
    return Math.max(1, all / met.map(m -> m.rendezvous().localSize()).orElse(1));
  }

  /**
   * Sees to it that all processes are about to do the same run, and connects them.
   *
   * @param config resolved
   * @throws InvalidInputException when settings differ, but for where files lie, or a batch does
   *     not go into equal parts
   */
  void agreeOn(RunConfig config) {
    if (met.isEmpty()) {
      return;
    }
    if (config.get(MachineSettings.DEVICE).orElseThrow() == MachineSettings.Device.CUDA) {
      throw new InvalidInputException(
          "device=cuda: several processes compute on processors alone; say device=cpu, or train with one process");
    }
    share.count(config.get(TrainingSettings.BATCH));
    Map<String, String> facts = new LinkedHashMap<>();
    Catalogue.all().stream()
        .filter(setting -> setting.scope() != Scope.FILES && setting != NetworkSettings.INIT)
        .forEach(setting -> facts.put(setting.key(), setting.textIn(config)));
    agreeOn("settings", facts);
    int seconds = config.get(MachineSettings.PROCESSES_TIMEOUT);
    replicas = new GlooReplicas(met.get(), Duration.ofSeconds(seconds));
  }

  /**
   * Sees to it that all processes have the same.
   *
   * @param topic a name that was not used before
   * @param facts by name
   */
  void agreeOn(String topic, Map<String, String> facts) {
    met.ifPresent(each -> Agreement.require(each, topic, facts));
  }

  /** What the first process says. */
  String first(String topic, Supplier<String> own) {
    String said = isFirst() ? own.get() : "";
    return met.map(each -> each.exchange(topic, said).get(0)).orElse(said);
  }

  /** The same, computed with the others. */
  Compute compute(Compute alone, RunConfig config) {
    boolean local = config.get(NetworkSettings.BATCH_NORM) == NetworkSettings.BatchNorm.LOCAL;
    return alone.among(replicas, local);
  }

  /** Whether any of the processes says so. */
  boolean any(boolean own) {
    return replicas.any(own);
  }

  /** Gives all processes what variables of the first one hold. */
  void copyFirst(Variables variables) {
    variables.all().values().forEach(tensor -> replicas.copyFirst(tensor.detach()));
  }

  /**
   * Makes running statistics, which differ where each process normalises its own share, their mean
   * over all processes. Training does not read them, and averaging them later gives the same.
   */
  void averageStatistics(Variables variables) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      variables
          .runningStatistics()
          .forEach(
              tensor -> {
                replicas.sum(tensor);
                tensor.div_(new Scalar((double) size()));
              });
    }
  }

  /**
   * Gives all processes the first one's checkpoint, whose file the others need not have.
   *
   * @param own the first one's; null elsewhere
   * @param file that it was read from, asked for there alone
   */
  Checkpoint share(Checkpoint own, Supplier<Path> file) {
    if (met.isEmpty()) {
      return own;
    }
    try {
      long size = Long.parseLong(first("bytes of the checkpoint", () -> bytes(file.get())));
      if (isFirst()) {
        try (FileChannel from = FileChannel.open(file.get())) {
          pass(size, from);
        }
        return own;
      }
      Path copy = Files.createTempFile("mixsep", ".safetensors");
      try (FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        pass(size, to);
        return Checkpoint.read(copy);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytes(Path file) {
    try {
      return Long.toString(Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pass(long size, FileChannel file) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Tensor piece = Tensors.of(new long[(int) (PIECE / Long.BYTES)], PIECE / Long.BYTES);
      for (long at = 0; at < size; at += PIECE) {
        ByteBuffer bytes = Tensors.bytes(piece).limit((int) Math.min(PIECE, size - at));
        if (isFirst()) {
          while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
        }
        replicas.copyFirst(piece);
        if (!isFirst()) {
          AtomicFile.put(file, bytes);
        }
      }
    }
  }

  /** Tells the others, where they wait for it, that this process goes. */
  void withdraw(Throwable failure) {
    met.ifPresent(
        each -> each.withdraw(String.valueOf(failure.getMessage()).replaceAll("\\R", " ")));
  }
}
