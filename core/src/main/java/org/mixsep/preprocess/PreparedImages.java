package org.mixsep.preprocess;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/**
 * Labelled images ready for a network: float32 values, shape [n, channels, height, width], in heap
 * memory or in a mapped file. Immutable and safe to share between threads.
 *
 * <p>The values lie in segments of whole images, because one buffer holds at most 2 GiB.
 */
public final class PreparedImages extends ReadyImages {
  private final FloatBuffer[] segments;
  private final int imagesPerSegment;

  /** Takes name, labels and classes from {@code source}; every segment but the last is full. */
  PreparedImages(ImageSet source, List<FloatBuffer> segments, int imagesPerSegment) {
    super(source);
    this.segments = segments.toArray(FloatBuffer[]::new);
    this.imagesPerSegment = imagesPerSegment;
  }

  private PreparedImages(PreparedImages source, int[] labels) {
    super(source, labels);
    this.segments = source.segments;
    this.imagesPerSegment = source.imagesPerSegment;
  }

  @Override
  public PreparedImages relabelled(int[] labels) {
    return new PreparedImages(this, labels);
  }

  @Override
  public void read(int index, float[] into) {
    segments[index / imagesPerSegment].get(
        index % imagesPerSegment * shape().values(), into, 0, shape().values());
  }

  /** How many images of a shape fit into a segment of at most {@code bytes}; at least one. */
  static int imagesPerSegment(ImageShape shape, long bytes) {
    return (int) Math.max(1, bytes / (4L * shape.values()));
  }

  /** Room in heap memory for all images of a set. */
  static Builder onHeap(ImageSet source) {
    return new Builder(source, 1L << 28);
  }

  /** Collects images in order. */
  static final class Builder {
    private final ImageSet source;
    private final int imagesPerSegment;
    private final List<FloatBuffer> segments = new ArrayList<>();
    private int remaining;

    Builder(ImageSet source, long segmentBytes) {
      this.source = source;
      this.imagesPerSegment = imagesPerSegment(source.shape(), segmentBytes);
      this.remaining = source.size();
    }

    /** Copies the images in {@code block}, float32 in native order. */
    void append(ByteBuffer block) {
      FloatBuffer values = block.asFloatBuffer();
      int imageValues = source.shape().values();
      while (values.hasRemaining()) {
        if (segments.isEmpty() || !last().hasRemaining()) {
          int images = Math.min(imagesPerSegment, remaining);
          segments.add(FloatBuffer.allocate(images * imageValues));
          remaining -= images;
        }
        int fitting = Math.min(values.remaining(), last().remaining());
        last().put(values.slice(values.position(), fitting));
        values.position(values.position() + fitting);
      }
    }

    PreparedImages build() {
      return new PreparedImages(source, segments, imagesPerSegment);
    }

    private FloatBuffer last() {
      return segments.get(segments.size() - 1);
    }
  }
}
