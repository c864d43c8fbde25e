package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.mixsep.AtomicFile;

/**
 * What last became of a run, as {@code state.json} in its folder says, for other programs to read.
 *
 * @param phase what the training process wrote last; after a crash that is {@link Phase#TRAINING}
 * @param pid of the process that trains or trained, as its own system counts
 * @param started when that process started; with the pid it is told from all others
 * @param iteration iterations done when this was written
 * @param message why training ended, where there is more to say than the phase; may be empty
 */
public record RunState(Phase phase, long pid, Instant started, long iteration, String message) {
  /** Start times come from the system's clock, which may be set meanwhile. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where a run stands. */
  public enum Phase {
    TRAINING,
    FINISHED,
    /** Stopped by a request, after a checkpoint. */
    STOPPED,
    /** A loss was not finite. */
    DIVERGED,
    FAILED
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
      JsonNode json = JSON.readTree(Files.readAllBytes(file(run)));
      return Optional.of(
          new RunState(
              Phase.valueOf(json.path("state").asText().toUpperCase(Locale.ROOT)),
              json.path("pid").asLong(),
              Instant.parse(json.path("started").asText()),
              json.path("iteration").asLong(),
              json.path("message").asText()));
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  public void write(Path run) {
    ObjectNode json = JSON.createObjectNode();
    json.put("state", phase.name().toLowerCase(Locale.ROOT));
    json.put("pid", pid);
    json.put("started", started.toString());
    json.put("iteration", iteration);
    json.put("message", message);
    ByteBuffer bytes =
        ByteBuffer.wrap((json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(file(run), channel -> AtomicFile.put(channel, bytes));
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

  private static Path file(Path run) {
    return run.resolve("state.json");
  }
}
