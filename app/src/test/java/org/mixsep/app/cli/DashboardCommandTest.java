package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;

class DashboardCommandTest {
  private static final int PATIENCE = 30_000;

  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  private int run(Writer out, String... arguments) {
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(new TorchRuns(), new TorchModels(), new DataSets(), console).execute(arguments);
  }

  @Test
  void withoutAHostOnlyThisMachineReachesIt() throws Exception {
    PipedWriter out = new PipedWriter();
    AtomicInteger code = new AtomicInteger(-1);
    try (BufferedReader printed = new BufferedReader(new PipedReader(out))) {
      Thread thread =
          new Thread(() -> code.set(run(out, "dashboard", folder.toString(), "--port=0")));
      thread.start();
      URI address = URI.create(printed.readLine().replace("dashboard: ", ""));
      assertEquals("127.0.0.1", address.getHost());
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", address.getPort()), PATIENCE);
      }
      for (InetAddress other : otherAddresses()) {
        try (Socket socket = new Socket()) {
          InetSocketAddress target = new InetSocketAddress(other, address.getPort());
          assertThrows(IOException.class, () -> socket.connect(target, PATIENCE), other::toString);
        }
      }
      thread.interrupt();
      thread.join(PATIENCE);
    }
    assertEquals(0, code.get(), err::toString);
  }

  /** The machine's addresses in its networks, if it is in any. */
  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }

  @Test
  void whatCannotBeServedIsRefusedInOneLine() {
    String missing = folder.resolve("none").toString();
    for (String[] arguments :
        new String[][] {
          {"dashboard", missing},
          {"dashboard", folder.toString(), "--port=70000"},
          {"dashboard", folder.toString(), "--host=192.0.2.1"}
        }) {
      err.getBuffer().setLength(0);
      assertEquals(2, run(new StringWriter(), arguments), err::toString);
      assertEquals(1, err.toString().lines().count(), err::toString);
      assertTrue(err.toString().startsWith("mixsep: "), err::toString);
    }
  }
}
