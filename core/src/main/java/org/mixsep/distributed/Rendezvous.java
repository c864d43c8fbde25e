package org.mixsep.distributed;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mixsep.InvalidInputException;

/**
 * Where a process stands among those that train together, and how they find each other: the
 * variables that torchrun, PyTorchJob and others set.
 *
 * @param rank number of this process, in {0..size-1}
 * @param size number of all processes, at least 2
 * @param localRank its number on its machine, in {0..localSize-1}
 * @param localSize number of processes on its machine, at least 1
 * @param place where they meet
 */
public record Rendezvous(int rank, int size, int localRank, int localSize, Place place) {
  private static final String RANK = "RANK";
  private static final String SIZE = "WORLD_SIZE";
  private static final String LOCAL_RANK = "LOCAL_RANK";
  private static final String LOCAL_SIZE = "LOCAL_WORLD_SIZE";
  private static final String HOST = "MASTER_ADDR";
  private static final String PORT = "MASTER_PORT";
  private static final String AGENT = "TORCHELASTIC_USE_AGENT_STORE";
  private static final String FILE = "MIXSEP_RENDEZVOUS_FILE";
  private static final String INTERFACE = "GLOO_SOCKET_IFNAME";
  private static final int LAST_PORT = 65_535;

  /** Where processes meet. */
  public sealed interface Place permits Address, Meeting {}

  /**
   * At an address of the first process.
   *
   * @param agent whether who started the processes keeps the list there, or else the first one
   * @param interfaceName the network interface to talk over; empty to take the one that leads there
   */
  public record Address(String host, int port, boolean agent, Optional<String> interfaceName)
      implements Place {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** In a file that all see: for one machine. Nobody else can be there before. */
  public record Meeting(Path file) implements Place {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * As the environment says.
   *
   * @return empty for a process on its own: where neither rank nor size is set, or there is one
   *     process
   * @throws InvalidInputException when variables are missing or contradict each other
   */
  public static Optional<Rendezvous> of(Map<String, String> environment) {
    if (!environment.containsKey(RANK) && !environment.containsKey(SIZE)) {
      return Optional.empty();
    }
    int size = number(environment, SIZE, 1, Integer.MAX_VALUE, null);
    int rank = number(environment, RANK, 0, size - 1, null);
    if (size == 1) {
      return Optional.empty();
    }
    int localSize = number(environment, LOCAL_SIZE, 1, size, 1);
    int localRank =
        number(
            environment,
            LOCAL_RANK,
            0,
            environment.containsKey(LOCAL_SIZE) ? localSize - 1 : size - 1,
            0);
    Place place = place(environment, environment.containsKey(LOCAL_SIZE) && localSize < size);
    return Optional.of(new Rendezvous(rank, size, localRank, localSize, place));
  }

  private static Place place(Map<String, String> environment, boolean othersElsewhere) {
    String file = environment.get(FILE);
    if (file != null) {
      return new Meeting(Path.of(file));
    }
    String host = text(environment, HOST);
    if (othersElsewhere && host.matches("localhost|127\\..*|::1")) {
      throw new InvalidInputException(
          "%s=%s is this machine alone, but processes run on others too: name the address of the first process's machine that they reach"
              .formatted(HOST, host));
    }
    return new Address(
        host,
        number(environment, PORT, 1, LAST_PORT, null),
        "True".equalsIgnoreCase(environment.get(AGENT)),
        Optional.ofNullable(environment.get(INTERFACE)).filter(name -> !name.isBlank()));
  }

  /** One of several processes on this machine, which meet in a file that is not there yet. */
  public static Rendezvous here(int rank, int size, Path file) {
    return new Rendezvous(rank, size, rank, size, new Meeting(file));
  }

  /** The folder of the file that processes of one machine meet in. */
  public Optional<Path> folder() {
    return place instanceof Meeting meeting
        ? Optional.ofNullable(meeting.file.getParent())
        : Optional.empty();
  }

  /** The variables that say a {@link #here} to a new process. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(RANK, Integer.toString(rank));
    variables.put(SIZE, Integer.toString(size));
    variables.put(LOCAL_RANK, Integer.toString(localRank));
    variables.put(LOCAL_SIZE, Integer.toString(localSize));
    if (place instanceof Meeting meeting) {
      variables.put(FILE, meeting.file.toString());
    }
    return variables;
  }

  private static int number(
      Map<String, String> environment, String name, int least, int most, Integer absent) {
    if (absent != null && !environment.containsKey(name)) {
      return absent;
    }
    String text = text(environment, name);
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InvalidInputException(
        most == Integer.MAX_VALUE
            ? "%s=%s: expected a whole number of at least %s".formatted(name, text, least)
            : "%s=%s: expected a whole number from %s to %s".formatted(name, text, least, most));
  }

  private static String text(Map<String, String> environment, String name) {
    String text = environment.get(name);
    if (text == null || text.isBlank()) {
      throw new InvalidInputException(
          "%s is not set: several processes need RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them; 'mixsep train --processes N' starts them on one machine"
              .formatted(name));
    }
    return text;
  }
}
