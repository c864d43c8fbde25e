package org.mixsep.app.serve;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.MultiPartFormInputStream;
import org.mixsep.picture.PictureKind;

/**
 * A picture of a request, as it came.
 *
 * @param name of its file; empty where the request is the picture itself
 */
record Upload(String name, byte[] content) {
  /** In one request. */
  static final int MOST_PICTURES = 64;

  private static final int BUFFER = 1 << 14;

  /** Bytes a second that a body brings at least, after a while. */
  private static final double SLOWEST = 1 << 14;

  private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

  /** What a request claims to bring, or -1 where it does not say. */
  static long declared(Context context) {
    return context.req().getContentLengthLong();
  }

  /**
   * Reads a request's pictures: its body, or every part of a form that has a file name or is a
   * picture.
   *
   * @param most bytes of the body
   * @param memory taken as soon as more comes than fits a small buffer: who sends next to nothing
   *     shall not keep it from others
   */
  static List<Upload> read(Context context, int most, Deadline deadline, Share.Part memory)
      throws Refusal {
    String encoding = context.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      context.header("Accept-Encoding", "identity");
      throw new Refusal(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "the request is compressed (%s); send pictures as they are"
              .formatted(encoding.replaceAll("[^A-Za-z0-9,. -]", "?")));
    }
    String full = context.contentType();
    String type = full == null ? "" : full.toLowerCase(Locale.ROOT);
    boolean form = type.startsWith("multipart/form-data");
    if (!form && !type.startsWith("image/") && !type.startsWith("application/octet-stream")) {
      throw new Refusal(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "send a picture with a Content-Type such as image/png, or several as multipart/form-data");
    }
    byte[] body = body(context, most, deadline, memory);
    List<Upload> uploads = form ? parts(body, full) : List.of(new Upload("", body));
    if (uploads.isEmpty() || uploads.stream().allMatch(upload -> upload.content.length == 0)) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "the request holds no picture");
    }
    return uploads;
  }

  private static byte[] body(Context context, int most, Deadline deadline, Share.Part memory)
      throws Refusal {
    int expected = (int) Math.min(most, Math.max(BUFFER, declared(context)));
    byte[] body = new byte[BUFFER];
    int length = 0;
    long begun = System.nanoTime();
    try {
      InputStream in = context.req().getInputStream();
      for (int read = in.read(body);
          read >= 0;
          read = in.read(body, length, body.length - length)) {
        length += read;
        if (deadline.passed() || trickles(length, System.nanoTime() - begun)) {
          throw slow();
        }
        if (length == body.length) { // memory follows what is there, whatever the head announces
          if (length > most) {
            throw tooLarge(most);
          }
          long waits = System.nanoTime();
          memory.take();
          begun += System.nanoTime() - waits;
          int more = length < expected ? Math.min(2 * length, expected) : 2 * length;
          body = Arrays.copyOf(body, Math.min(more, most) + 1);
        }
      }
    } catch (IOException e) {
      throw e.getCause() instanceof TimeoutException
          ? slow()
          : new Refusal(HttpStatus.BAD_REQUEST, "the request ends early");
    }
    return Arrays.copyOf(body, length);
  }

  /** Whether so many bytes in so many nanoseconds are slower than any network that is of use. */
  private static boolean trickles(int bytes, long nanos) {
    return nanos > GRACE && bytes < SLOWEST * (nanos / 1e9);
  }

  static Refusal tooLarge(int most) {
    return new Refusal(
        HttpStatus.CONTENT_TOO_LARGE,
        "the request is larger than %d MB; send smaller or fewer pictures".formatted(most >> 20));
  }

  private static Refusal slow() {
    return new Refusal(HttpStatus.REQUEST_TIMEOUT, "the request came too slowly");
  }

  /** In memory: nothing that is uploaded touches a disk. */
  private static List<Upload> parts(byte[] body, String type) throws Refusal {
    MultipartConfigElement inMemory = new MultipartConfigElement("", -1, -1, body.length + 1);
    MultiPartFormInputStream form =
        new MultiPartFormInputStream(new ByteArrayInputStream(body), type, inMemory, null);
    List<Upload> uploads = new ArrayList<>();
    try {
      for (Part part : form.getParts()) {
        byte[] content = part.getInputStream().readAllBytes();
        String name = part.getSubmittedFileName();
        // A file's name is usual and not a must; other fields of a form are no pictures.
        if (name != null || PictureKind.of(content).isPicture()) {
          uploads.add(new Upload(name == null ? part.getName() : name, content));
        }
      }
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "the form's parts cannot be told apart");
    }
    if (uploads.size() > MOST_PICTURES) {
      throw new Refusal(
          HttpStatus.CONTENT_TOO_LARGE,
          "%d pictures in one request; at most %d are taken"
              .formatted(uploads.size(), MOST_PICTURES));
    }
    return uploads;
  }
}
