package org.mixsep.app.dashboard;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mixsep.InvalidInputException;
import org.mixsep.app.dashboard.ListedRun.Status;
import org.mixsep.app.report.RunProgress;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.RunState;
import org.mixsep.app.runfolder.StopFile;

/**
 * The runs in a folder and in the folders below it, as they stand now. Safe for any thread.
 *
 * <p>Only folders found here can be asked for: an id is looked up, never made into a path.
 */
final class RunIndex {
  /** Experiments keep runs in folders of folders. */
  private static final int DEPTH = 5;

  /** Looking at hundreds of runs takes some ten milliseconds; several pages share one look. */
  private static final long FRESH = 400_000_000;

  private final Path root;
  private final Map<Path, RunProgress> known = new LinkedHashMap<>();
  private SortedMap<String, Path> folders = new TreeMap<>();
  private SortedMap<String, ListedRun> runs = new TreeMap<>();
  private long looked = System.nanoTime() - FRESH;

  /**
   * @param root need not be there yet
   */
  RunIndex(Path root) {
    this.root = root;
  }

  /** All runs by id. */
  synchronized SortedMap<String, ListedRun> runs() {
    if (System.nanoTime() - looked >= FRESH) {
      look();
      looked = System.nanoTime();
    }
    return runs;
  }

  /** The folder of a listed run. */
  synchronized Optional<Path> folder(String id) {
    runs();
    return Optional.ofNullable(folders.get(id));
  }

  /**
   * Asks a run to stop after a checkpoint.
   *
   * @return whether its training goes on in a process of this machine, so that it will be heard
   * @throws InvalidInputException when its folder cannot be written to
   */
  boolean stop(Path folder) {
    if (RunState.read(folder).filter(RunState::trains).isEmpty()) {
      return false;
    }
    StopFile.request(folder);
    return true;
  }

  private void look() {
    SortedMap<String, Path> found = new TreeMap<>();
    try {
      Files.walkFileTree(root, Set.of(), DEPTH, collector(found));
    } catch (IOException e) {
      found = new TreeMap<>(); // the root itself is not there, or not to be read: no runs
    }
    known.keySet().retainAll(Set.copyOf(found.values()));
    SortedMap<String, ListedRun> listed = new TreeMap<>();
    found.forEach((id, folder) -> listed.put(id, run(id, folder)));
    folders = found;
    runs = listed;
  }

  private FileVisitor<Path> collector(Map<String, Path> found) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (new RunFolder(folder).isRun()) {
          found.put(id(folder), folder);
          return FileVisitResult.SKIP_SUBTREE;
        }
        boolean hidden =
            folder.getFileName() != null && folder.getFileName().toString().startsWith(".");
        return hidden && !folder.equals(root)
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (file.equals(root)) {
          throw e;
        }
        return FileVisitResult.CONTINUE; // gone since it was listed, or not to be read
      }

      @Override
      public FileVisitResult postVisitDirectory(Path folder, IOException e) {
        return FileVisitResult.CONTINUE;
      }
    };
  }

  private String id(Path folder) {
    Path inside = root.relativize(folder);
    // The root may be a run itself.
    Path name = inside.toString().isEmpty() ? folder.toAbsolutePath().getFileName() : inside;
    return String.valueOf(name).replace('\\', '/');
  }

  private ListedRun run(String id, Path folder) {
    try {
      RunProgress progress = known.get(folder);
      if (progress == null) {
        progress = new RunProgress(folder);
        known.put(folder, progress);
      }
      progress.update();
      Optional<RunState> state = RunState.read(folder);
      return new ListedRun(
          id,
          status(folder, state, progress),
          progress.iteration(),
          progress.iterations(),
          progress.error(),
          progress.imagesPerSecond(),
          touched(folder),
          state.map(RunState::message).orElse(""));
    } catch (InvalidInputException | IOException e) {
      OptionalDouble none = OptionalDouble.empty();
      String message = String.valueOf(e.getMessage());
      return new ListedRun(id, Status.UNREADABLE, 0, 0, none, none, touched(folder), message);
    }
  }

  private static Status status(Path folder, Optional<RunState> state, RunProgress progress) {
    if (state.isEmpty()) { // of an earlier version of this program
      return progress.finished() ? Status.FINISHED : Status.INTERRUPTED;
    }
    return switch (state.get().phase()) {
      case TRAINING ->
          !state.get().trains()
              ? Status.INTERRUPTED
              : StopFile.requested(folder) ? Status.STOPPING : Status.RUNNING;
      case FINISHED -> Status.FINISHED;
      case STOPPED -> Status.STOPPED;
      case DIVERGED -> Status.DIVERGED;
      case FAILED -> Status.FAILED;
    };
  }

  private static long touched(Path folder) {
    long last = 0;
    RunFolder run = new RunFolder(folder);
    for (Path file : List.of(run.metrics(), run.state(), run.config())) {
      try {
        last = Math.max(last, Files.getLastModifiedTime(file).toMillis());
      } catch (IOException e) {
        // Not there: the others tell.
      }
    }
    return last;
  }
}
