package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;

/**
 * A 3x3 convolution of stride 1 and padding 1 by the minimal filtering algorithm F(4x4, 3x3), in a
 * plan: patches of 6x6 values and the weights are transformed, multiplied as 36 matrices, and
 * transformed back. That takes a quarter of the multiplications, in exchange for passes over memory
 * that pay where channels are many. float32; equal to the direct form to about 4e-6.
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks, 2016. The gradient
 * of the input is the same convolution with the kernel turned around.
 */
final class Winograd4 implements Form {
  private static final int PATCH = Tiles.PATCH * Tiles.PATCH;
  private static final int TILE = Tiles.TILE * Tiles.TILE;
  private static final int KERNEL = 9;

  /** Fewest channels that pay; below, the transforms cost more than they save. */
  private static final int CHANNELS = 64;

  /** Fewest tiles that pay for the transform of the weights. */
  private static final int TILES = 64;

  /** Values of patches that are taken at a time, about, 4 MiB: they stay in the cache. */
  private static final long CHUNK = 1 << 20;

  /** Tiles that are taken at a time at least, about: the weights pass by once for them. */
  private static final long ROWS = 128;

  private static final memory.data_type FLOAT = memory.data_type.f32;

  private final Calls calls;
  private final Products products;
  private final Tensor weight;
  private final long in;
  private final long out;
  private final List<Tiles> chunks = new ArrayList<>();

  /**
   * @param weight [out, in, 3, 3], channels last
   * @param shape of the input, which {@link #suits} says yes to
   */
  Winograd4(Calls calls, Tensor weight, MapShape shape) {
    this.calls = calls;
    this.products = new Products(calls);
    this.weight = weight;
    this.in = shape.c();
    this.out = weight.size(0);
    long ofImage = tiles(shape) / shape.n();
    long together = Math.max(ROWS, CHUNK / (PATCH * Math.max(in, out)));
    long count = Math.min(shape.n(), Math.max(1, shape.n() * ofImage / together));
    for (long i = 0; i < count; i++) {
      long first = i * shape.n() / count;
      long end = (i + 1) * shape.n() / count;
      chunks.add(new Tiles(first, end - first, shape.h(), shape.w()));
    }
  }

  /** Whether this form computes a 3x3 convolution of such maps, and is the faster one. */
  static boolean suits(MapShape shape, long out) {
    return !shape.bfloat16()
        && Math.min(shape.c(), out) >= CHANNELS
        && shape.h() % Tiles.TILE == 0
        && shape.w() % Tiles.TILE == 0
        && tiles(shape) >= TILES;
  }

  private static long tiles(MapShape shape) {
    return new Tiles(0, shape.n(), shape.h(), shape.w()).count();
  }

  @Override
  public void forward(Area x, Area y) {
    memory.desc given = matrices(out, KERNEL, in);
    memory.desc turned = Products.strided(FLOAT, out, KERNEL, in, 1, out, KERNEL * out);
    Area byInput = calls.areas.area(turned);
    calls.reorder(calls.areas.in(weight, given), byInput.as(turned));
    memory kernels = byInput.as(matrices(in, KERNEL, out));
    convolve(x, in, transformed(kernels, WinogradMatrix.WEIGHT4, in, out), y, out);
  }

  @Override
  public void gradInput(Area gradOutput, Area gradInput) {
    memory kernels = calls.areas.in(weight, matrices(out, KERNEL, in));
    convolve(
        gradOutput,
        out,
        transformed(kernels, WinogradMatrix.TURNED_WEIGHT4, out, in),
        gradInput,
        in);
  }

  /** Of kernels [from, 9, to], the weights of 36 products, [36, from, to]. */
  private Area transformed(memory kernels, WinogradMatrix by, long from, long to) {
    Area weights = calls.areas.area(matrices(PATCH, from, to));
    products.transform(by, kernels, weights.as(byPatch(from, to)));
    return weights;
  }

  private void convolve(Area x, long from, Area weights, Area y, long to) {
    for (Tiles chunk : chunks) {
      long n = chunk.count();
      Area patches = patches(x, from, chunk);
      Area product = calls.areas.area(matrices(PATCH, n, to));
      products.multiply(
          patches.as(matrices(PATCH, n, from)),
          weights.as(matrices(PATCH, from, to)),
          product.as(matrices(PATCH, n, to)));
      Area tiles = calls.areas.area(matrices(n, TILE, to));
      products.transform(
          WinogradMatrix.OUTPUT4, product.as(byPatch(n, to)), tiles.as(matrices(n, TILE, to)));
      calls.reorder(tiles.as(chunk.tiles(to)), y.as(chunk.tilesInMap(to), chunk.offset(to)));
    }
  }

  @Override
  public void gradWeight(Area x, Area gradOutput) {
    Area sum = calls.areas.area(matrices(PATCH, out, in));
    for (Tiles chunk : chunks) {
      long n = chunk.count();
      Area patches = patches(x, in, chunk);
      Area tiles = calls.areas.area(matrices(n, TILE, out));
      calls.reorder(
          gradOutput.as(chunk.tilesInMap(out), chunk.offset(out)), tiles.as(chunk.tiles(out)));
      Area gradProducts = calls.areas.area(matrices(PATCH, n, out));
      products.transform(
          WinogradMatrix.OUTPUT4_BACK,
          tiles.as(matrices(n, TILE, out)),
          gradProducts.as(byPatch(n, out)));
      products.multiplyOrAdd(
          chunk.first() > 0,
          gradProducts.as(Products.transposed(FLOAT, PATCH, out, n)),
          patches.as(matrices(PATCH, n, in)),
          sum.as(matrices(PATCH, out, in)));
    }
    memory gradient = calls.gradient(weight).as(matrices(out, KERNEL, in));
    products.transform(WinogradMatrix.WEIGHT4_BACK, sum.as(byPatch(out, in)), gradient);
  }

  /** The transformed patches of some images, [36, tiles, channels]. */
  private Area patches(Area x, long channels, Tiles chunk) {
    var key = List.of(chunk.images(), chunk.height(), chunk.width(), channels);
    Area bordered = calls.areas.zeros(key, chunk.bordered(channels));
    calls.reorder(
        x.as(chunk.maps(channels), chunk.offset(channels)),
        bordered.as(chunk.inBorder(channels), chunk.offsetInBorder(channels)));
    Area cut = chunk.isOneTileAnImage() ? bordered : cut(bordered, channels, chunk);
    long n = chunk.count();
    Area patches = calls.areas.area(matrices(PATCH, n, channels));
    products.transform(
        WinogradMatrix.INPUT4,
        cut.as(matrices(n, PATCH, channels)),
        patches.as(byPatch(n, channels)));
    return patches;
  }

  private Area cut(Area bordered, long channels, Tiles chunk) {
    Area cut = calls.areas.area(matrices(chunk.count(), PATCH, channels));
    for (int row = 0; row < Tiles.PATCH; row += Tiles.TILE) {
      for (int column = 0; column < Tiles.PATCH; column += Tiles.TILE) {
        Tiles.Part part = chunk.part(row, column, channels);
        calls.reorder(
            bordered.as(part.inBorder(), part.offsetInBorder()),
            cut.as(part.apart(), part.offsetApart()));
      }
    }
    return cut;
  }

  private static memory.desc matrices(long count, long rows, long columns) {
    return Products.matrices(FLOAT, count, rows, columns);
  }

  /** {@code count} matrices [36, columns] that lie as 36 matrices [count, columns]. */
  private static memory.desc byPatch(long count, long columns) {
    return Products.byRow(count, PATCH, columns);
  }
}
