package org.mixsep.app.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells requests of the dashboard's own pages from those that other sites make a browser send.
 *
 * <p>A page of another site cannot read this one, so it does not know the token; and where it had
 * its name point to this machine (DNS rebinding) to be able to, the name it asks for gives it away.
 */
final class Gate {
  /** An address in figures cannot be rebound. */
  private static final Pattern FIGURES = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+\\]");

  private final String token;
  private final Set<String> names = new TreeSet<>(Set.of("localhost"));

  /**
   * @param host that the server listens on, as the user named it
   */
  Gate(String host) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    token = HexFormat.of().formatHex(random);
    names.add(host.toLowerCase(Locale.ROOT));
    try {
      names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
    } catch (UnknownHostException e) {
      // Then nobody calls this machine by its name.
    }
  }

  /** The secret that the dashboard's page sends back; new with every start. */
  String token() {
    return token;
  }

  /**
   * Whether a request asks for this machine.
   *
   * @param host header of that name, or null
   */
  boolean namesThisMachine(String host) {
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return names.contains(name) || FIGURES.matcher(name).matches();
  }

  /**
   * Whether a request that changes something comes from the dashboard's page.
   *
   * @param host header of that name
   * @param origin header of that name; null where the browser sends none
   * @param sent the token that came with it, or null
   */
  boolean isOwn(String host, String origin, String sent) {
    boolean sameOrigin = origin == null || origin.equals("http://" + host);
    return sameOrigin
        && sent != null
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
