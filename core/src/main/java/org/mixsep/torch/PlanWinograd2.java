package org.mixsep.torch;

import static org.mixsep.torch.PlanProducts.byRow;
import static org.mixsep.torch.PlanProducts.matrices;
import static org.mixsep.torch.PlanProducts.strided;
import static org.mixsep.torch.PlanProducts.transposed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.PlanMemory.Area;

/**
 * A 3x3 convolution of stride 1 and padding 1 by the minimal filtering algorithm F(2x2, 3x3), in a
 * plan: of patches of 4x4 values, 2 apart, and of the weights 16 matrices each are made,
 * multiplied, and of the products the tiles of 2x2 values. That takes 4 of 9 multiplications. Maps,
 * patches and products are bfloat16, sums float32: about twice as far from the exact result as the
 * direct form. (F(4x4, 3x3), as {@link PlanWinograd4} has it, would be six times as far.)
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks, 2016; the last row
 * of the input's and the output's transform with the other sign, so that the corners of the way
 * back are copies. The gradient of the input is the same convolution with the kernel turned around.
 */
final class PlanWinograd2 implements PlanForm {
  private static final int PATCH = 16;
  private static final int TILE = 4;
  private static final int KERNEL = 9;
  private static final memory.data_type FLOAT = memory.data_type.f32;

  /** Rows make values of a tile from products, columns products' gradients from a tile's. */
  private static final int[][] OUTPUT = {{1, 1, 1, 0}, {0, 1, -1, 1}};

  /** Fewest channels that pay; below, the transforms cost more than they save. */
  private static final long CHANNELS = 128;

  /** Share of the direct form's multiplications below which the transforms are worth their time. */
  private static final double PAYS = 0.7;

  /** oneDNN's kernels for single channels take this many at a time. */
  private static final long VECTOR = 16;

  /** Values of patches that are taken at a time, at most. */
  private static final long CHUNK = 6 << 20;

  private final PlanCalls calls;
  private final PlanProducts products;
  private final Tensor weight;
  private final long in;
  private final long out;
  private final Grid there;
  private final Grid back;
  private final List<Chunk> chunks = new ArrayList<>();

  /** Images that are taken at a time. */
  private record Chunk(long first, long images) {}

  /** From one map to another, which tiles of 2x2 values cover. */
  private record Grid(OneDnn.Shape from, OneDnn.Shape to) {
    long rows() {
      return (to.h() + 1) / 2;
    }

    long columns() {
      return (to.w() + 1) / 2;
    }

    long tiles(long images) {
      return images * rows() * columns();
    }

    /** Whether tiles reach beyond the map. */
    boolean isOdd() {
      return 2 * rows() > to.h() || 2 * columns() > to.w();
    }

    boolean grows() {
      return to.h() > from.h() || to.w() > from.w();
    }

    /** Multiplications, as a share of the direct form's. */
    double share() {
      return (double) PATCH * tiles(1) / (KERNEL * to.h() * to.w());
    }
  }

  /**
   * @param weight [out, in, 3, 3], channels last, float32
   * @param from shape of the input, and {@code to} of the output, which {@link #suits} says yes to
   */
  PlanWinograd2(PlanCalls calls, Tensor weight, OneDnn.Shape from, OneDnn.Shape to) {
    this.calls = calls;
    this.products = new PlanProducts(calls);
    this.weight = weight;
    this.in = from.c();
    this.out = to.c();
    this.there = new Grid(from, to);
    this.back = new Grid(to, from);
    long n = from.n();
    long ofImage = Math.max(there.tiles(1), back.tiles(1)) * PATCH * Math.max(in, out);
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
  static boolean suits(OneDnn.Shape from, OneDnn.Shape to) {
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
  public void ofInput(Area ofY, Area ofX) {
    convolve(ofY, back, strided(FLOAT, KERNEL, out, in, in, KERNEL * in, 1), true, ofX);
  }

  /**
   * @param kernels what the weight is as 9 matrices [from, to]
   * @param turned whether kernels are turned around by half a turn
   */
  private void convolve(Area x, Grid grid, memory.desc kernels, boolean turned, Area y) {
    long from = grid.from.c();
    long to = grid.to.c();
    memory.desc ofWeights =
        products.bestLayout(
            matrices(grid.from.type(), PATCH, grid.tiles(chunks.get(0).images), from),
            new long[] {PATCH, from, to},
            matrices(grid.from.type(), PATCH, grid.tiles(chunks.get(0).images), to));
    Area weights = weights(kernels, turned, ofWeights, new long[] {KERNEL, from, to});
    for (Chunk chunk : chunks) {
      long tiles = grid.tiles(chunk.images);
      Area patches = patches(x, grid, chunk);
      memory.desc ofProducts = matrices(grid.to.type(), PATCH, tiles, to);
      Area product = calls.areas.area(ofProducts);
      products.multiply(
          patches.as(matrices(grid.from.type(), PATCH, tiles, from)),
          weights.as(ofWeights),
          product.as(ofProducts));
      Area values = calls.areas.area(matrices(grid.to.type(), TILE, tiles, to));
      PlanSums sums = sums(tiles, grid.to);
      for (int i = 0; i < TILE; i++) {
        sums.sum(product, signs(i), values, i);
      }
      intoMap(values, grid, chunk, y);
    }
  }

  /** Lays the values of tiles out as a map, without what reaches beyond it. */
  private void intoMap(Area values, Grid grid, Chunk chunk, Area y) {
    long offset = offset(chunk, grid.to);
    memory ofTiles = values.as(values(chunk, grid, 2, 1));
    if (!grid.isOdd()) {
      calls.reorder(ofTiles, y.as(valuesInMap(chunk, grid), offset));
      return;
    }
    Area even = calls.areas.area(even(chunk, grid).map());
    calls.reorder(ofTiles, even.as(valuesInMap(chunk, grid)));
    OneDnn.Shape to = of(chunk, grid.to);
    calls.reorder(even.as(within(even(chunk, grid), to)), y.as(to.map(), offset));
  }

  /** The weights of 16 products, of kernels that are laid out as these first. */
  private Area weights(
      memory.desc kernels, boolean turned, memory.desc ofWeights, long[] dimensions) {
    memory.desc ofKernels = ofWeights.submemory_desc(dimensions, new long[] {0, 0, 0});
    Area laidOut = calls.areas.area(ofKernels);
    calls.reorder(calls.areas.in(weight, kernels), laidOut.as(ofKernels));
    Area weights = calls.areas.area(ofWeights);
    long values = ofWeights.get_size() / PATCH / memory.data_type_size(there.from.type());
    PlanSums sums = new PlanSums(calls, values / VECTOR, VECTOR, there.from.type());
    for (int i = 0; i < PATCH; i++) {
      sums.sum(laidOut, signsOfWeight(i, turned), weights, i);
    }
    return weights;
  }

  @Override
  public void ofWeight(Area x, Area ofY) {
    Area sum = calls.areas.area(matrices(FLOAT, PATCH, out, in));
    for (Chunk chunk : chunks) {
      long n = there.tiles(chunk.images);
      memory patches = patches(x, there, chunk).as(matrices(there.from.type(), PATCH, n, in));
      memory ofProducts = ofProducts(ofY, chunk).as(transposed(there.to.type(), PATCH, out, n));
      memory result = sum.as(matrices(FLOAT, PATCH, out, in));
      products.multiplyOrAdd(chunk.first > 0, ofProducts, patches, result);
    }
    memory gradient = calls.gradient(weight).as(matrices(FLOAT, out, KERNEL, in));
    products.transform(WinogradMatrix.WEIGHT2_BACK, sum.as(byRow(out, PATCH, in)), gradient);
  }

  /** The gradients of the products of some images, [16, tiles, out]; the corners are copies. */
  private Area ofProducts(Area ofY, Chunk chunk) {
    long tiles = there.tiles(chunk.images);
    Area gradients = calls.areas.area(matrices(there.to.type(), PATCH, tiles, out));
    calls.reorder(inTiles(ofY, chunk), gradients.as(values(chunk, there, 12, 3)));
    PlanSums sums = sums(tiles, there.to);
    for (int i = 0; i < PATCH; i++) {
      if (!isCorner(i)) {
        sums.sum(gradients, signsBack(i), gradients, i);
      }
    }
    return gradients;
  }

  /** A map as the values of tiles; zeros where these reach beyond it. */
  private memory inTiles(Area ofY, Chunk chunk) {
    long offset = offset(chunk, there.to);
    if (!there.isOdd()) {
      return ofY.as(valuesInMap(chunk, there), offset);
    }
    Area even = bordered(ofY, offset, of(chunk, there.to), even(chunk, there));
    return even.as(valuesInMap(chunk, there));
  }

  /** Maps with zeros below and to the right of them. */
  private Area bordered(Area maps, long offset, OneDnn.Shape shape, OneDnn.Shape larger) {
    Area bordered = calls.areas.zeros(List.of(shape, larger), larger.map());
    calls.reorder(maps.as(shape.map(), offset), bordered.as(within(larger, shape)));
    return bordered;
  }

  /** How the weight of a product is made of a kernel's 9 values, but for halves. */
  private static List<Integer> signsOfWeight(int product, boolean turned) {
    List<Integer> signs = new ArrayList<>();
    for (int i = 0; i < KERNEL; i++) {
      int value = turned ? KERNEL - 1 - i : i;
      signs.add(
          WinogradMatrix.OF_WEIGHT2[product / 4][value / 3]
              * WinogradMatrix.OF_WEIGHT2[product % 4][value % 3]);
    }
    return signs;
  }

  private static boolean isCorner(int product) {
    return product / 4 % 3 == 0 && product % 4 % 3 == 0;
  }

  /** How a value of a tile is made of 16 products. */
  private static List<Integer> signs(int value) {
    List<Integer> signs = new ArrayList<>();
    for (int i = 0; i < PATCH; i++) {
      signs.add(OUTPUT[value / 2][i / 4] * OUTPUT[value % 2][i % 4]);
    }
    return signs;
  }

  /** How the gradient of a product is made of a tile's values, which lie at the corners. */
  private static List<Integer> signsBack(int product) {
    List<Integer> signs = new ArrayList<>();
    for (int i = 0; i < PATCH; i++) {
      signs.add(isCorner(i) ? OUTPUT[i / 12][product / 4] * OUTPUT[i % 4 / 3][product % 4] : 0);
    }
    return signs;
  }

  /** The transformed patches of some images, [16, tiles, channels]. */
  private Area patches(Area x, Grid grid, Chunk chunk) {
    OneDnn.Shape from = of(chunk, grid.from);
    long offset = offset(chunk, grid.from);
    long tiles = grid.tiles(chunk.images);
    Area patches = calls.areas.area(matrices(from.type(), PATCH, tiles, from.c()));
    OneDnn.Shape ofPatches = from.with(from.n(), from.c(), grid.rows(), grid.columns());
    PlanPairs pairs = new PlanPairs(calls);
    if (grid.grows()) { // oneDNN has no compiled kernels for patches that lie outside
      OneDnn.Shape larger = from.with(from.n(), from.c(), grid.to.h(), grid.to.w());
      pairs.transform(bordered(x, offset, from, larger), 0, larger, ofPatches, patches);
    } else {
      pairs.transform(x, offset, from, ofPatches, patches);
    }
    return patches;
  }

  private PlanSums sums(long tiles, OneDnn.Shape map) {
    return new PlanSums(calls, tiles, map.c(), map.type());
  }

  /** The maps of a chunk. */
  private static OneDnn.Shape of(Chunk chunk, OneDnn.Shape map) {
    return map.with(chunk.images, map.c(), map.h(), map.w());
  }

  /** Bytes before a chunk's maps. */
  private static long offset(Chunk chunk, OneDnn.Shape map) {
    return chunk.first * map.with(1, map.c(), map.h(), map.w()).map().get_size();
  }

  /** The maps that the tiles of a chunk make up. */
  private static OneDnn.Shape even(Chunk chunk, Grid grid) {
    return grid.to.with(chunk.images, grid.to.c(), 2 * grid.rows(), 2 * grid.columns());
  }

  /** The upper left part of maps. */
  private static memory.desc within(OneDnn.Shape maps, OneDnn.Shape part) {
    long[] sides = {part.n(), part.c(), part.h(), part.w()};
    return maps.map().submemory_desc(sides, new long[] {0, 0, 0, 0});
  }

  /** The values of tiles in maps: [2, rows of tiles, 2, tiles in a row, channels]. */
  private static memory.desc valuesInMap(Chunk chunk, Grid grid) {
    long channels = grid.to.c();
    long line = 2 * grid.columns() * channels;
    return values(chunk, grid, new long[] {line, 2 * line, channels, 2 * channels, 1});
  }

  /** The same dimensions; values of one place in all tiles lie together, as parts. */
  private static memory.desc values(Chunk chunk, Grid grid, long partsOfRow, long partsOfColumn) {
    long channels = grid.to.c();
    long part = grid.tiles(chunk.images) * channels;
    long line = grid.columns() * channels;
    long[] strides = {partsOfRow * part, line, partsOfColumn * part, channels, 1};
    return values(chunk, grid, strides);
  }

  private static memory.desc values(Chunk chunk, Grid grid, long[] strides) {
    long[] dimensions = {2, chunk.images * grid.rows(), 2, grid.columns(), grid.to.c()};
    return new memory.desc(dimensions, grid.to.type(), strides);
  }
}
