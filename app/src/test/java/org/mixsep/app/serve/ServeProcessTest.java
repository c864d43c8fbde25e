package org.mixsep.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.cli.Main;
import org.mixsep.app.run.SmallRun;

/** {@code mixsep serve} as a process of its own, as the launcher starts it. */
@Timeout(240)
class ServeProcessTest {
  private static final int CLIENTS = 200;
  private static final int SLOW = 600;
  private static final long WARM = TimeUnit.SECONDS.toNanos(20);
  private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;
  private Process process;
  private Client client;

  @BeforeEach
  void serve() throws Exception {
    Path run = SmallRun.train(folder);
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of("jvm.options").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            run.toString(),
            "--port=0",
            "--set=threads=1");
    builder.environment().putAll(Map.of("MALLOC_ARENA_MAX", "2"));
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Files.readString(log).contains("\n")) {
      assertTrue(!process.waitFor(20, TimeUnit.MILLISECONDS), Files.readString(log));
    }
    client = new Client(Files.readString(log).strip().replace("serving ", ""));
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void aSignalEndsIt() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no SIGTERM");
    assertEquals(
        200, client.post("classify", "image/png", SmallRun.pictures(1).get(0)).statusCode());
    process.destroy();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it goes on");
    assertEquals(143, process.exitValue());
  }

  @Test
  @Tag("slow")
  void holds200ClientsForAMinuteWithoutAnErrorOrGrowthInMemory() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "resident memory is read from /proc");
    List<byte[]> pictures = SmallRun.pictures(CLIENTS);
    AtomicInteger answers = new AtomicInteger();
    AtomicReference<String> fault = new AtomicReference<>();
    long begun = System.nanoTime();
    List<Thread> clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          while (System.nanoTime() - begun < MINUTE && fault.get() == null) {
                            ask(pictures.get(i), answers, fault);
                          }
                        }))
            .toList();
    clients.forEach(Thread::start);
    while (System.nanoTime() - begun < WARM && fault.get() == null) {
      clients.get(0).join(100);
    }
    long before = resident();
    for (Thread one : clients) {
      one.join();
    }
    long after = resident();
    assertEquals(null, fault.get());
    String measured =
        "%d answers, %d kB after 20 s, %d kB after 60 s".formatted(answers.get(), before, after);
    System.out.println(measured);
    assertTrue(answers.get() > 10 * CLIENTS, measured);
    assertTrue(after < 1.03 * before, measured);
  }

  private static final String HEAD =
      "POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: ";

  /** Connections that send a byte each second, after a beginning. */
  private final class Slow implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();
    private final long begun = System.nanoTime();

    Slow(String beginning) throws IOException {
      URI address = URI.create(client.address());
      for (int i = 0; i < SLOW; i++) {
        Socket socket = new Socket(address.getHost(), address.getPort());
        sockets.add(socket);
        try {
          socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // Closed already, for those that came later.
        }
      }
    }

    /** Asks as others do meanwhile, and tells what came of it. */
    String meanwhile(byte[] picture, int seconds) throws Exception {
      int answered = 0;
      int refused = 0;
      long slowest = 0;
      long first = 0;
      long most = 0;
      for (int i = 0; i < seconds; i++) {
        sockets.forEach(Slow::send);
        long asked = System.nanoTime();
        int status = status(picture);
        long took = System.nanoTime() - asked;
        slowest = Math.max(slowest, took);
        answered += status == 200 ? 1 : 0;
        refused += status == 200 ? 0 : 1;
        first = first == 0 && status == 200 ? System.nanoTime() - begun : first;
        most = Math.max(most, resident());
        Thread.sleep(Math.max(0, 1000 - took / 1_000_000)); // the pace of the attack
      }
      return "%d answered, %d refused, the first answered after %d ms, the slowest in %d ms, %d kB at most"
          .formatted(answered, refused, first / 1_000_000, slowest / 1_000_000, most);
    }

    private int status(byte[] picture) throws InterruptedException {
      try {
        return client.post("classify", "image/png", picture).statusCode();
      } catch (IOException e) {
        return 0;
      }
    }

    private static void send(Socket socket) {
      try {
        socket.getOutputStream().write('x');
      } catch (IOException e) {
        // The server has closed it.
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  @Tag("slow")
  void slowHeadsAndBodiesKeepNobodyOutAndTakeNoMemory() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "resident memory is read from /proc");
    byte[] picture = SmallRun.pictures(1).get(0);
    for (int i = 0; i < 50; i++) {
      client.post("classify", "image/png", picture);
    }
    System.out.println("before: " + resident() + " kB");
    try (Slow heads = new Slow("POST /classify HTTP/1.1\r\nHost: ")) {
      String found = heads.meanwhile(picture, 15);
      System.out.println(SLOW + " slow heads: " + found);
      assertTrue(found.startsWith("15 answered, 0 refused"), found);
    }
    long before = resident();
    try (Slow bodies = new Slow(HEAD + (16 << 20) + "\r\n\r\n")) {
      String found = bodies.meanwhile(picture, 20);
      System.out.println(SLOW + " slow bodies of 16 MB: " + found);
      assertTrue(resident() < before + (64 << 10), found + ", before " + before);
    }
    assertEquals(200, client.post("classify", "image/png", picture).statusCode());
    System.out.println("after: " + resident() + " kB");
  }

  private void ask(byte[] picture, AtomicInteger answers, AtomicReference<String> fault) {
    try {
      var response = client.post("classify", "image/png", picture);
      if (response.statusCode() == 200) {
        answers.incrementAndGet();
      } else {
        fault.set(response.body());
      }
    } catch (IOException | InterruptedException e) {
      fault.set(e.toString());
    }
  }

  private long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
