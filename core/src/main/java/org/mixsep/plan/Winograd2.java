package org.mixsep.plan;

import static org.mixsep.plan.Products.byRow;
import static org.mixsep.plan.Products.matrices;
import static org.mixsep.plan.Products.strided;
import static org.mixsep.plan.Products.transposed;
import static org.mixsep.plan.WinogradSigns.KERNEL;
import static org.mixsep.plan.WinogradSigns.PATCH;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;

/**
 * A 3x3 convolution of stride 1 and padding 1 by the minimal filtering algorithm F(2x2, 3x3), in a
 * plan: of patches of 4x4 values, 2 apart, and of the weights 16 matrices each are made,
 * multiplied, and of the products the tiles of 2x2 values. That takes 4 of 9 multiplications. Maps,
 * patches and products are bfloat16, sums float32: about twice as far from the exact result as the
 * direct form. (F(4x4, 3x3), as {@link Winograd4} has it, would be six times as far.)
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks, 2016; the last row
 * of the input's and the output's transform with the other sign, so that the corners of the way
 * back are copies. The gradient of the input is the same convolution with the kernel turned around.
 */
final class Winograd2 implements Form {
  private static final int TILE = 4;
  private static final memory.data_type FLOAT = memory.data_type.f32;

  /** Fewest channels that pay; below, the transforms cost more than they save. */
  private static final long CHANNELS = 128;

  /** Share of the direct form's multiplications below which the transforms are worth their time. */
  private static final double PAYS = 0.7;

  /** oneDNN's kernels for single channels take this many at a time. */
  private static final long VECTOR = 16;

  /** Values of patches that are taken at a time, at most. */
  private static final long CHUNK = 6 << 20;

  private final Calls calls;
  private final Pairs pairs;
  private final Sums sums;
  private final Products products;
  private final Tensor weight;
  private final long in;
  private final long out;
  private final Grid there;
  private final Grid back;
  private final List<Chunk> chunks = new ArrayList<>();

  /** Images that are taken at a time. */
  private record Chunk(long first, long images) {
    /** Bytes before its maps. */
    long offset(MapShape map) {
      return first * map.with(1, map.c(), map.h(), map.w()).map().get_size();
    }
  }

  /**
   * @param pairs of the whole plan, and {@code sums} as well
   * @param weight [out, in, 3, 3], channels last, float32
   * @param from shape of the input, and {@code to} of the output, which {@link #suits} says yes to
   */
  Winograd2(Calls calls, Pairs pairs, Sums sums, Tensor weight, MapShape from, MapShape to) {
    this.calls = calls;
    this.pairs = pairs;
    this.sums = sums;
    this.products = new Products(calls);
    this.weight = weight;
    this.in = from.c();
    this.out = to.c();
    this.there = new Grid(from, to);
    this.back = new Grid(to, from);
    long n = from.n();
    long ofImage = Math.max(there.of(1).tiles(), back.of(1).tiles()) * PATCH * Math.max(in, out);
    long most = Math.max(1, CHUNK / ofImage);
    long least = (n + most - 1) / most;
    long count = // of equal chunks, which share kernels, if there are not too many
        LongStream.range(least, 2 * least).filter(i -> n % i == 0).findFirst().orElse(least);
    for (long i = 0; i < count; i++) {
      long first = i * n / count;
      chunks.add(new Chunk(first, (i + 1) * n / count - first));
    }
  }

  /**
   * Whether this form computes a 3x3 convolution of padding 1 between such maps, and is the faster
   * one.
   */
  static boolean suits(MapShape from, MapShape to) {
    return from.bfloat16()
        && Math.min(from.c(), to.c()) >= CHANNELS
        && from.c() % VECTOR == 0
        && to.c() % VECTOR == 0
        && new Grid(from, to).share() < PAYS;
  }

  @Override
  public void forward(Area x, Area y) {
    convolve(x, there, strided(FLOAT, KERNEL, in, out, in, 1, KERNEL * in), false, y);
  }

  @Override
  public void gradInput(Area gradOutput, Area gradInput) {
    convolve(
        gradOutput, back, strided(FLOAT, KERNEL, out, in, in, KERNEL * in, 1), true, gradInput);
  }

  /**
   * @param kernels what the weight is as 9 matrices [from, to]
   * @param turned whether kernels are turned around by half a turn
   */
  private void convolve(Area x, Grid all, memory.desc kernels, boolean turned, Area y) {
    long from = all.from().c();
    long to = all.to().c();
    memory.desc ofWeights = layoutOfWeights(all.of(chunks.get(0).images));
    Area weights = weights(kernels, turned, ofWeights, new long[] {KERNEL, from, to});
    for (Chunk chunk : chunks) {
      Grid grid = all.of(chunk.images);
      Area patches = patches(x, chunk.offset(grid.from()), grid);
      memory.desc ofProducts = matrices(grid.to().type(), PATCH, grid.tiles(), to);
      Area product = calls.areas.area(ofProducts);
      products.multiply(
          patches.as(matrices(grid.from().type(), PATCH, grid.tiles(), from)),
          weights.as(ofWeights),
          product.as(ofProducts));
      Area values = calls.areas.area(matrices(grid.to().type(), TILE, grid.tiles(), to));
      for (int i = 0; i < TILE; i++) {
        sums.sum(parts(grid), product, WinogradSigns.there(i), values, i);
      }
      intoMap(values, grid, y, chunk.offset(grid.to()));
    }
  }

  private memory.desc layoutOfWeights(Grid grid) {
    long from = grid.from().c();
    long to = grid.to().c();
    return products.bestLayout(
        matrices(grid.from().type(), PATCH, grid.tiles(), from),
        new long[] {PATCH, from, to},
        matrices(grid.to().type(), PATCH, grid.tiles(), to));
  }

  /** Lays the values of tiles out as maps, without what reaches beyond them. */
  private void intoMap(Area values, Grid grid, Area y, long offset) {
    memory ofTiles = values.as(grid.values(2, 1));
    if (!grid.isOdd()) {
      calls.reorder(ofTiles, y.as(grid.valuesInMap(), offset));
      return;
    }
    Area even = calls.areas.area(grid.even().map());
    calls.reorder(ofTiles, even.as(grid.valuesInMap()));
    calls.reorder(even.as(Grid.within(grid.even(), grid.to())), y.as(grid.to().map(), offset));
  }

  /** The weights of 16 products, of kernels that are laid out as these first. */
  private Area weights(
      memory.desc kernels, boolean turned, memory.desc ofWeights, long[] dimensions) {
    memory.desc ofKernels = ofWeights.submemory_desc(dimensions, new long[] {0, 0, 0});
    Area laidOut = calls.areas.area(ofKernels);
    calls.reorder(calls.areas.in(weight, kernels), laidOut.as(ofKernels));
    Area weights = calls.areas.area(ofWeights);
    long values = ofWeights.get_size() / PATCH / memory.data_type_size(there.from().type());
    var parts = new Sums.Parts(values / VECTOR, VECTOR, there.from().type());
    for (int i = 0; i < PATCH; i++) {
      sums.sum(parts, laidOut, WinogradSigns.ofWeight(i, turned), weights, i);
    }
    return weights;
  }

  @Override
  public void gradWeight(Area x, Area gradOutput) {
    Area sum = calls.areas.area(matrices(FLOAT, PATCH, out, in));
    for (Chunk chunk : chunks) {
      Grid grid = there.of(chunk.images);
      Area patches = patches(x, chunk.offset(grid.from()), grid);
      Area gradProducts = gradProducts(gradOutput, chunk.offset(grid.to()), grid);
      products.multiplyOrAdd(
          chunk.first > 0,
          gradProducts.as(transposed(grid.to().type(), PATCH, out, grid.tiles())),
          patches.as(matrices(grid.from().type(), PATCH, grid.tiles(), in)),
          sum.as(matrices(FLOAT, PATCH, out, in)));
    }
    memory gradient = calls.gradient(weight).as(matrices(FLOAT, out, KERNEL, in));
    products.transform(WinogradMatrix.WEIGHT2_BACK, sum.as(byRow(out, PATCH, in)), gradient);
  }

  /** The gradients of the products of some images, [16, tiles, out]; the corners are copies. */
  private Area gradProducts(Area gradOutput, long offset, Grid grid) {
    Area gradients = calls.areas.area(matrices(grid.to().type(), PATCH, grid.tiles(), out));
    calls.reorder(inTiles(gradOutput, offset, grid), gradients.as(grid.values(12, 3)));
    for (int i = 0; i < PATCH; i++) {
      if (!WinogradSigns.isCorner(i)) {
        sums.sum(parts(grid), gradients, WinogradSigns.back(i), gradients, i);
      }
    }
    return gradients;
  }

  /** Maps as the values of tiles; zeros where these reach beyond them. */
  private memory inTiles(Area maps, long offset, Grid grid) {
    return grid.isOdd()
        ? bordered(maps, offset, grid.to(), grid.even()).as(grid.valuesInMap())
        : maps.as(grid.valuesInMap(), offset);
  }

  /** Maps with zeros below and to the right of them. */
  private Area bordered(Area maps, long offset, MapShape shape, MapShape larger) {
    Area bordered = calls.areas.zeros(List.of(shape, larger), larger.map());
    calls.reorder(maps.as(shape.map(), offset), bordered.as(Grid.within(larger, shape)));
    return bordered;
  }

  /** The transformed patches of some images, [16, tiles, channels]. */
  private Area patches(Area x, long offset, Grid grid) {
    MapShape from = grid.from();
    Area patches = calls.areas.area(matrices(from.type(), PATCH, grid.tiles(), from.c()));
    if (grid.grows()) { // oneDNN has no compiled kernels for patches that lie outside
      MapShape larger = from.with(from.n(), from.c(), grid.to().h(), grid.to().w());
      Area bordered = bordered(x, offset, from, larger);
      pairs.transform(bordered, 0, larger, grid.patches(), patches);
    } else {
      pairs.transform(x, offset, from, grid.patches(), patches);
    }
    return patches;
  }

  private static Sums.Parts parts(Grid grid) {
    return new Sums.Parts(grid.tiles(), grid.to().c(), grid.to().type());
  }
}
