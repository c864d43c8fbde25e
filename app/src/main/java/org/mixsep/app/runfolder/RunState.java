package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What last became of a run, as {@code state.json} in its folder says, for other programs to read.
 *
 * @param phase what the training process wrote last; after a crash that is {@link Phase#TRAINING}
 * @param pid of the process that trains or trained, as its own system counts
 * @param started when that process started; with the pid it is told from all others
 * @param iteration iterations done when this was written
 * @param message why training ended, where there is more to say than the phase; may be empty
 */
public record RunState(
    @JsonProperty("state") Phase phase, long pid, Instant started, long iteration, String message) {
  /** Start times come from the system's clock, which may be set meanwhile. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  public RunState {
    Objects.requireNonNull(phase);
    Objects.requireNonNull(started);
    message = message == null ? "" : message;
  }

  /** Where a run stands. */
  public enum Phase {
    TRAINING,
    FINISHED,
    /** Stopped by a request, after a checkpoint. */
    STOPPED,
    /** A loss was not finite. */
    DIVERGED,
    FAILED;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of this process, now. */
  public static RunState now(Phase phase, long iteration, String message) {
    ProcessHandle own = ProcessHandle.current();
    Instant started = own.info().startInstant().orElse(Instant.EPOCH);
    return new RunState(phase, own.pid(), started, iteration, message);
  }

  /** The state a run folder holds; none where it holds none that can be read. */
  public static Optional<RunState> read(Path run) {
    try {
      return Optional.of(Json.read(new RunFolder(run).state(), RunState.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public void write(Path run) {
    Json.write(new RunFolder(run).state(), this);
  }

  /** Whether the process that wrote this trains still, on this machine. */
  public boolean trains() {
    return phase == Phase.TRAINING
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .flatMap(process -> process.info().startInstant())
            .filter(found -> Duration.between(found, started).abs().compareTo(CLOCK) <= 0)
            .isPresent();
  }
}
