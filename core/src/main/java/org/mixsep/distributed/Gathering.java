package org.mixsep.distributed;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.mixsep.InvalidInputException;
import org.mixsep.distributed.Rendezvous.Address;
import org.mixsep.distributed.Rendezvous.Meeting;
import org.mixsep.torch.Compute;

/**
 * Processes that have found each other and can pass texts round, before any of them computes
 * together with another. libtorch's stores keep the texts.
 */
public final class Gathering {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String WITHDRAWN = "withdrawn";
  private static final long PAUSE = 20;

  private final Rendezvous rendezvous;
  private final Duration timeout;
  private final Store store;

  private Gathering(Rendezvous rendezvous, Duration timeout, Store store) {
    this.rendezvous = rendezvous;
    this.timeout = timeout;
    this.store = store;
  }

  /**
   * Goes where the others go.
   *
   * @param timeout how long to wait for another process, here and later
   * @throws InvalidInputException when the first process cannot be reached, or its port is taken
   */
  public static Gathering at(Rendezvous rendezvous, Duration timeout) {
    Compute.quietLog();
    try (PointerScope scope = new PointerScope()) {
      Store store =
          rendezvous.place() instanceof Address address
              ? open(rendezvous, address, timeout)
              : new FileStore(((Meeting) rendezvous.place()).file().toString(), rendezvous.size());
      store.retainReference();
      return new Gathering(rendezvous, timeout, store);
    }
  }

  private static Store open(Rendezvous rendezvous, Address address, Duration timeout) {
    boolean serves = rendezvous.rank() == 0 && !address.agent();
    if (serves) {
      requireReachable(rendezvous, address);
    } else {
      await(address, timeout);
    }
    TCPStoreOptions options =
        new TCPStoreOptions()
            .port((short) address.port())
            .isServer(serves)
            .waitWorkers(false)
            .timeout(milliseconds(timeout));
    try {
      return new TCPStore(address.host(), options);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          String.valueOf(e.getMessage()).contains("EADDRINUSE")
              ? "%s is taken by another program: choose another MASTER_PORT".formatted(address)
              : "%s is no meeting point of processes (%s): check MASTER_ADDR and MASTER_PORT"
                  .formatted(address, ReplicaLostException.reason(e)),
          e);
    }
  }

  /** A machine's own name often leads to itself alone: others would be told that address. */
  private static void requireReachable(Rendezvous rendezvous, Address address) {
    if (rendezvous.localSize() == rendezvous.size()
        || address.interfaceName().isPresent()
        || address.host().matches("localhost|127\\..*|::1")) {
      return;
    }
    try {
      InetAddress found = InetAddress.getByName(address.host());
      if (found.isLoopbackAddress()) {
        throw new InvalidInputException(
            "MASTER_ADDR=%s leads to %s here, which other machines do not reach: name this machine's address, or the interface by GLOO_SOCKET_IFNAME; for processes of one machine say MASTER_ADDR=127.0.0.1"
                .formatted(address.host(), found.getHostAddress()));
      }
    } catch (UnknownHostException e) {
      throw new InvalidInputException(
          "MASTER_ADDR=%s is not known here: name an address of this machine"
              .formatted(address.host()),
          e);
    }
  }

  /** A plain connection: libtorch would print a line for each try. */
  private static void await(Address address, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.host(), address.port()),
            (int) Math.min(1000, timeout.toMillis()));
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          String reason = e instanceof UnknownHostException ? "unknown host" : e.getMessage();
          throw new InvalidInputException(
              "nobody answers at %s within %s (%s): start the first process, whose RANK is 0, or check MASTER_ADDR and MASTER_PORT"
                  .formatted(address, words(timeout), reason),
              e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for other processes", e);
    }
  }

  /** Where this process stands. */
  public Rendezvous rendezvous() {
    return rendezvous;
  }

  /**
   * What every process says of something, by rank; waits for all.
   *
   * @param topic a name that was not used before
   * @throws ReplicaLostException when not all say something in time, naming those who did not, or
   *     one has withdrawn
   */
  public List<String> exchange(String topic, String own) {
    try (PointerScope scope = new PointerScope()) {
      store.set(key(topic, rendezvous.rank()), bytes(own));
      long end = System.nanoTime() + timeout.toNanos();
      List<String> keys =
          IntStream.range(0, rendezvous.size()).mapToObj(rank -> key(topic, rank)).toList();
      while (!store.check(new StringVector(keys.toArray(String[]::new)))) {
        requireNobodyWithdrew();
        if (System.nanoTime() > end) {
          throw missing(keys);
        }
        pause();
      }
      return keys.stream().map(this::text).toList();
    } catch (RuntimeException e) {
      throw e.getClass() == RuntimeException.class // what JavaCPP makes of libtorch's errors
          ? ReplicaLostException.of(rendezvous.rank(), rendezvous.size(), e)
          : e;
    }
  }

  /**
   * Tells the others that this process does not take part after all, so that they need not wait for
   * it.
   *
   * @param reason in one line
   */
  public void withdraw(String reason) {
    try (PointerScope scope = new PointerScope()) {
      store.set(WITHDRAWN, bytes("process %s withdrew: %s".formatted(rendezvous.rank(), reason)));
    } catch (RuntimeException e) {
      // Nobody is there any more to be told.
    }
  }

  private void requireNobodyWithdrew() {
    if (store.check(new StringVector(WITHDRAWN))) {
      throw new ReplicaLostException(text(WITHDRAWN));
    }
  }

  private String text(String key) {
    return new String(store.get(key).get(), StandardCharsets.UTF_8);
  }

  private ReplicaLostException missing(List<String> keys) {
    List<String> missing =
        IntStream.range(0, keys.size())
            .filter(rank -> !store.check(new StringVector(keys.get(rank))))
            .mapToObj(Integer::toString)
            .toList();
    return new ReplicaLostException(
        "process %s of 0..%s waited %s in vain for %s: start all of them, and look at what they print"
            .formatted(
                rendezvous.rank(),
                rendezvous.size() - 1,
                words(timeout),
                (missing.size() == 1 ? "process " : "processes ") + String.join(", ", missing)));
  }

  private static String key(String topic, int rank) {
    return topic + "/" + rank;
  }

  private static ByteVector bytes(String text) {
    return new ByteVector(text.getBytes(StandardCharsets.UTF_8));
  }

  /** For a native object, which takes it over. */
  Store store() {
    return store.clone();
  }

  /** The own address that others reach this process by, as the way to the meeting point tells. */
  String ownAddress() {
    if (!(rendezvous.place() instanceof Address address)) {
      return LOOPBACK;
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port())); // sends nothing
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new InvalidInputException(
          "there is no way to %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  static Milliseconds milliseconds(Duration duration) {
    return new Milliseconds(duration.toMillis());
  }

  static String words(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
