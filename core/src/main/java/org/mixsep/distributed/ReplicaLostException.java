package org.mixsep.distributed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another process of a training is gone, or gives no answer. Nothing is damaged: training goes on
 * from the last checkpoint.
 */
public final class ReplicaLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What libtorch and Gloo put behind and around their reason. */
  private static final Pattern TRACE =
      Pattern.compile("\\s*(Exception raised from|This may indicate).*", Pattern.DOTALL);

  private static final Pattern PLACE = Pattern.compile("^\\[[^\\]]*\\.(cc|cpp|h):\\d+\\]\\s*");

  ReplicaLostException(String message) {
    super(message);
  }

  /** Of what libtorch says, in one line. */
  static ReplicaLostException of(int rank, int size, RuntimeException failure) {
    return new ReplicaLostException(
        "process %s of 0..%s lost another one (%s); what that one printed last says why. Training goes on from the last checkpoint"
            .formatted(rank, size - 1, reason(failure)));
  }

  static String reason(RuntimeException failure) {
    String text = TRACE.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
    Matcher place = PLACE.matcher(text);
    return place.replaceFirst("").strip().replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "");
  }
}
