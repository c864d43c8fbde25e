package org.mixsep.plan;

import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.WideMaps;

/** A 3x3 convolution of stride 1 and padding 1 of {@link WideMaps}, in a plan. */
final class SideBySide implements Form {
  private final Calls calls;
  private final MapShape shape;
  private final long inRow;
  private final long in;
  private final long out;
  private final DirectConvolution wide;
  private final Area wideX;

  /**
   * @param from shape of the input, which {@link #suits} says yes to
   */
  SideBySide(Calls calls, Tensor weight, MapShape from) {
    this.calls = calls;
    this.shape = from;
    this.inRow = WideMaps.imagesOfRow(from.n(), from.w());
    this.in = from.c();
    this.out = weight.size(0);
    this.wide = new DirectConvolution(calls, weight, wide(in), wide(out), 1, 1, 1);
    this.wideX = calls.areas.zeros(this, wide(in)); // the way back reads it again
  }

  /** Whether this form is the faster one of a convolution to so many channels. */
  static boolean suits(MapShape from, long out) {
    return WideMaps.suit(from.n(), from.c(), out, from.h(), from.w());
  }

  @Override
  public void forward(Area x, Area y) {
    Area wideY = calls.areas.area(wide(out));
    calls.reorder(x.as(apart(in)), wideX.as(inWide(in)));
    wide.forward(wideX, wideY);
    calls.reorder(wideY.as(inWide(out)), y.as(apart(out)));
  }

  @Override
  public Area laidOut(Area gradOutput) {
    var key = List.of(shape.h(), shape.w(), out);
    Area wideGradient = calls.areas.zeros(key, wide(out));
    calls.reorder(gradOutput.as(apart(out)), wideGradient.as(inWide(out)));
    return wideGradient;
  }

  @Override
  public void gradWeight(Area x, Area gradOutput) {
    wide.gradWeight(wideX, gradOutput);
  }

  @Override
  public void gradInput(Area gradOutput, Area gradInput) {
    Area wideGradient = calls.areas.area(wide(in));
    wide.gradInput(gradOutput, wideGradient);
    calls.reorder(wideGradient.as(inWide(in)), gradInput.as(apart(in)));
  }

  /** The wide maps, columns of zeros included. */
  private memory.desc wide(long channels) {
    long n = shape.n() / inRow;
    return shape.with(n, channels, shape.h(), inRow * (shape.w() + 1)).map();
  }

  /** The images in them, [rows, images in a row, H, W, channels]. */
  private memory.desc inWide(long channels) {
    long image = (shape.w() + 1) * channels;
    return images(channels, shape.h() * inRow * image, image, inRow * image);
  }

  /** The images one after another, in the same dimensions. */
  private memory.desc apart(long channels) {
    long line = shape.w() * channels;
    return images(channels, inRow * shape.h() * line, shape.h() * line, line);
  }

  private memory.desc images(long channels, long ofRow, long ofImage, long ofLine) {
    return new memory.desc(
        new long[] {shape.n() / inRow, inRow, shape.h(), shape.w(), channels},
        shape.type(),
        new long[] {ofRow, ofImage, ofLine, channels, 1});
  }
}
