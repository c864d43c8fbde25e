package org.mixsep.app.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mixsep.InvalidInputException;
import org.mixsep.app.model.PredictionListener.Ranked;
import org.mixsep.app.model.Threshold;
import org.mixsep.picture.PictureException;

/**
 * From a request's pictures to the JSON of its answer: {@code {"images": [{"name", "answer", "top":
 * [{"class", "probability"}]}]}}, with {@code "error"} in place of {@code "top"} for what is no
 * picture, and an {@code "answer"}, null for none of the classes, where there is a threshold.
 */
final class Answers {
  private static final int USUAL_TOP = 5;

  /** Heap that decoding takes, with some to spare. */
  private static final int BYTES_PER_PIXEL = 12;

  private final ServeSettings settings;
  private final ServeMetrics metrics;
  private final ModelThread model;

  /** In KiB: what is uploaded takes a quarter of the heap at most, and so does decoding. */
  private final Share memory;

  private final Share decoders;

  Answers(ServeSettings settings, ServeMetrics metrics, ModelThread model) {
    this.settings = settings;
    this.metrics = metrics;
    this.model = model;
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    long largest = 2L * settings.bytes();
    memory = new Share((int) Math.min(Integer.MAX_VALUE, Math.max(quarter, largest) >> 10));
    long fit = quarter / (settings.pixels() * BYTES_PER_PIXEL);
    decoders =
        new Share((int) Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), fit)));
  }

  /** What is to be told of each picture. */
  private record Wanted(int top, Threshold threshold) {}

  /** A picture that the model was asked about, or, with a fault, was not. */
  private record Asked(String name, CompletableFuture<float[]> answer, PictureException fault) {}

  /**
   * Answers one request.
   *
   * @throws Refusal when it is not one, takes too long, or holds no picture that can be read
   */
  ObjectNode classify(Context context) throws Refusal {
    Deadline deadline = Deadline.in(settings.seconds());
    Wanted wanted =
        new Wanted(top(context.queryParam("top")), threshold(context.queryParam("threshold")));
    long declared = Upload.declared(context);
    if (declared > settings.bytes()) {
      throw Upload.tooLarge(settings.bytes());
    }
    long twice = 2 * (declared < 0 ? settings.bytes() : declared); // a form, and its parts
    try (Share.Part part = memory.part((int) (twice >> 10), deadline)) {
      return classify(Upload.read(context, settings.bytes(), deadline, part), wanted, deadline);
    }
  }

  private static int top(String text) throws Refusal {
    try {
      int top = text == null ? USUAL_TOP : Integer.parseInt(text);
      if (top >= 1) {
        return top;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new Refusal(HttpStatus.BAD_REQUEST, "top is to be a whole number from 1");
  }

  private Threshold threshold(String text) throws Refusal {
    try {
      return text == null ? settings.threshold() : new Threshold(Double.parseDouble(text));
    } catch (NumberFormatException | InvalidInputException e) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "threshold is to be a probability, 0 to 1");
    }
  }

  private ObjectNode classify(List<Upload> uploads, Wanted wanted, Deadline deadline)
      throws Refusal {
    List<Asked> all = new ArrayList<>();
    try {
      for (Upload upload : uploads) {
        all.add(ask(upload, deadline));
      }
      if (all.stream().allMatch(asked -> asked.fault != null)) {
        PictureException first = all.get(0).fault;
        throw new Refusal(status(first), first.getMessage());
      }
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode images = json.putArray("images");
      for (Asked asked : all) {
        images.add(answer(asked, wanted, deadline));
      }
      return json;
    } finally {
      // Of a request that failed, what still waits need not be computed.
      all.stream()
          .filter(asked -> asked.fault == null)
          .forEach(asked -> asked.answer.cancel(false));
    }
  }

  private Asked ask(Upload upload, Deadline deadline) throws Refusal {
    byte[] picture;
    try (Share.Taken one = decoders.take(1, deadline)) {
      picture = model.classifier().pictures().read(upload.content(), settings.pixels());
    } catch (PictureException e) {
      metrics.picture(false);
      return new Asked(upload.name(), null, e);
    }
    CompletableFuture<float[]> answer = model.ask(picture);
    if (answer == null) {
      throw new Refusal(
          HttpStatus.SERVICE_UNAVAILABLE, "too many pictures wait already; come back later");
    }
    return new Asked(upload.name(), answer, null);
  }

  private ObjectNode answer(Asked asked, Wanted wanted, Deadline deadline) throws Refusal {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!asked.name.isEmpty()) {
      json.put("name", asked.name);
    }
    if (asked.fault != null) {
      return json.put("error", asked.fault.getMessage());
    }
    List<Ranked> top = model.classifier().ranked(await(asked.answer, deadline), wanted.top);
    if (wanted.threshold.isSet()) {
      json.put("answer", wanted.threshold.accepts(top) ? top.get(0).className() : null);
    }
    ArrayNode classes = json.putArray("top");
    for (Ranked ranked : top) {
      classes.addObject().put("class", ranked.className()).put("probability", ranked.probability());
    }
    metrics.picture(true);
    return json;
  }

  private static float[] await(CompletableFuture<float[]> answer, Deadline deadline)
      throws Refusal {
    try {
      return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(HttpStatus.GATEWAY_TIMEOUT, "the network did not answer in time");
    } catch (InterruptedException | java.util.concurrent.CancellationException e) {
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "the server is closing");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static HttpStatus status(PictureException fault) {
    return switch (fault.problem()) {
      case NO_PICTURE, UNREADABLE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
      case DAMAGED -> HttpStatus.UNPROCESSABLE_CONTENT;
      case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
    };
  }
}
