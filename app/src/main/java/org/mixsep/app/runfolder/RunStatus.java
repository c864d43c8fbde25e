package org.mixsep.app.runfolder;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.training.CheckpointFolder;

/**
 * How far a run is that may be there, there in part, or not yet.
 *
 * @param iteration of its newest checkpoint, 0 without one
 * @param message why it diverged; empty otherwise
 */
public record RunStatus(Progress progress, long iteration, String message) {
  /** Where a run stands. */
  public enum Progress {
    TO_DO,
    STARTED,
    FINISHED,
    /** A loss was not finite: the same settings would lead to the same end. */
    DIVERGED
  }

  /** Of the run in a folder, which need not be there. */
  public static RunStatus of(Path run) {
    RunFolder folder = new RunFolder(run);
    if (!folder.isRun()) {
      return new RunStatus(Progress.TO_DO, 0, "");
    }
    CheckpointFolder checkpoints = folder.checkpoints();
    List<Path> files = checkpoints.newestFirst();
    long iteration = files.isEmpty() ? 0 : CheckpointFolder.iteration(files.get(0));
    if (folder.isFinished()) {
      return new RunStatus(Progress.FINISHED, iteration, "");
    }
    Optional<RunState> diverged =
        RunState.read(run).filter(state -> state.phase() == RunState.Phase.DIVERGED);
    return diverged.isPresent()
        ? new RunStatus(Progress.DIVERGED, iteration, diverged.get().message())
        : new RunStatus(Progress.STARTED, iteration, "");
  }

  /** Whether a process trains in a run folder now. */
  public static boolean isBusy(Path run) {
    return new RunFolder(run).busy();
  }
}
