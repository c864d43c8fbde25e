package org.mixsep.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
