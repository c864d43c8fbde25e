package org.mixsep.download;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, piece by piece, where each piece must come within a time: the HTTP client
 * itself limits only how long the answer may take to begin.
 */
final class TimedBody implements BodySubscriber<TimedBody>, AutoCloseable {
  /** A piece, or the end, or what went wrong. */
  private record Event(List<ByteBuffer> piece, Throwable failure) {}

  private static final Event END = new Event(List.of(), null);

  private final Duration patience;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;

  TimedBody(Duration patience) {
    this.patience = patience;
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedFuture(this); // before the body itself has come
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    events.add(new Event(piece, null));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event(List.of(), failure));
  }

  @Override
  public void onComplete() {
    events.add(END);
  }

  /**
   * The next piece, or null at the end.
   *
   * @throws TransferException when none comes in time or the connection is cut
   */
  List<ByteBuffer> next() throws IOException, InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new TransferException("nothing came for " + Times.text(patience));
    }
    if (event.failure != null) {
      throw new TransferException("the connection was cut");
    }
    if (event == END) {
      return null;
    }
    subscription.request(1);
    return event.piece;
  }

  /** Lets go of the connection, whatever is still to come. */
  @Override
  public void close() {
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
  }
}
