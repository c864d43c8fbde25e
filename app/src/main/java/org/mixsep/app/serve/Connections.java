package org.mixsep.app.serve;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * The connections of a server, of which those without a request under way may not be many, nor stay
 * for long. Jetty's own limit of time begins anew with every byte: whoever sends a request's head
 * byte by byte would stay, and some hundreds of them keep everybody out.
 */
final class Connections extends AbstractLifeCycle
    implements Connection.Listener, HttpChannel.Listener {
  private static final int LOOK_EVERY = 500;

  private final ServerConnector connector;
  private final int most;
  private final long patience;

  /** Since when each waits for the whole head of a request; the longest first. */
  private final Map<EndPoint, Wait> waiting = new LinkedHashMap<>();

  /**
   * @param asked whether a request came before
   */
  private record Wait(long since, boolean asked) {}

  private final Set<EndPoint> open = new HashSet<>();

  /**
   * @param most that are open; when there are more, those that have waited the longest are closed
   * @param patience milliseconds until the head of a request is there, from the connection's
   *     beginning or from the answer before
   */
  Connections(ServerConnector connector, int most, int patience) {
    this.connector = connector;
    this.most = most;
    this.patience = TimeUnit.MILLISECONDS.toNanos(patience);
  }

  @Override
  protected void doStart() {
    connector.getScheduler().schedule(this::look, LOOK_EVERY, TimeUnit.MILLISECONDS);
  }

  private void look() {
    closeWaiting(0, System.nanoTime() - patience);
    if (isRunning() || isStarting()) {
      doStart();
    }
  }

  @Override
  public void onOpened(Connection connection) {
    synchronized (waiting) {
      open.add(connection.getEndPoint());
      waiting.put(connection.getEndPoint(), new Wait(System.nanoTime(), false));
    }
    closeWaiting(1, 0);
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (waiting) {
      open.remove(connection.getEndPoint());
      waiting.remove(connection.getEndPoint());
    }
  }

  /** The head is there: from now on the request has its own limit of time. */
  @Override
  public void onRequestBegin(Request request) {
    synchronized (waiting) {
      waiting.remove(request.getHttpChannel().getEndPoint());
    }
  }

  @Override
  public void onComplete(Request request) {
    EndPoint end = request.getHttpChannel().getEndPoint();
    synchronized (waiting) {
      if (open.contains(end)) {
        waiting.put(end, new Wait(System.nanoTime(), true));
      }
    }
  }

  /**
   * Closes connections, those that have waited the longest first.
   *
   * @param spared 1 to leave the last that came, and to close what is too many; 0 for what is late
   * @param oldest late is what waits since before this
   */
  private void closeWaiting(int spared, long oldest) {
    for (EndPoint end = longest(spared, oldest); end != null; end = longest(spared, oldest)) {
      end.close();
    }
  }

  /** Takes one out that is to be closed; null where there is none. */
  private EndPoint longest(int spared, long oldest) {
    synchronized (waiting) {
      if (waiting.size() <= spared) {
        return null;
      }
      EndPoint end = waiting.keySet().iterator().next();
      boolean late = spared == 0 && waiting.get(end).since - oldest < 0;
      if (!late && open.size() <= most) {
        return null;
      }
      if (!late) { // who has asked before may ask again
        end =
            waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().asked)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(end);
      }
      waiting.remove(end);
      open.remove(end);
      return end;
    }
  }
}
