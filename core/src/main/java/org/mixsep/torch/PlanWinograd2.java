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

  /** oneDNN's kernels for single channels take this many at a time. */
  private static final long VECTOR = 16;

  /** Values of patches that are taken at a time, at most. */
  private static final long CHUNK = 6 << 20;

  private final PlanCalls calls;
  private final PlanProducts products;
  private final Tensor weight;
  private final OneDnn.Shape shape;
  private final long in;
  private final long out;

  private final List<Chunk> chunks = new ArrayList<>();

  /** Images that are taken at a time. */
  private record Chunk(long first, long images) {}

  /**
   * @param weight [out, in, 3, 3], channels last, float32
   * @param shape of the input, which {@link #suits} says yes to
   */
  PlanWinograd2(PlanCalls calls, Tensor weight, OneDnn.Shape shape) {
    this.calls = calls;
    this.products = new PlanProducts(calls);
    this.weight = weight;
    this.shape = shape;
    this.in = shape.c();
    this.out = weight.size(0);
    long ofImage = shape.h() * shape.w() / TILE * PATCH * Math.max(in, out);
    long most = Math.max(1, CHUNK / ofImage);
    long least = (shape.n() + most - 1) / most;
    long count = // of equal chunks, which share kernels, if there are not too many
        LongStream.range(least, 2 * least)
            .filter(i -> shape.n() % i == 0)
            .findFirst()
            .orElse(least);
    for (long i = 0; i < count; i++) {
      long first = i * shape.n() / count;
      chunks.add(new Chunk(first, (i + 1) * shape.n() / count - first));
    }
  }

  /** Whether this form computes a 3x3 convolution of such maps, and is the faster one. */
  static boolean suits(OneDnn.Shape shape, long out) {
    return shape.bfloat16()
        && Math.min(shape.c(), out) >= CHANNELS
        && shape.c() % VECTOR == 0
        && out % VECTOR == 0
        && shape.h() % 2 == 0
        && shape.w() % 2 == 0;
  }

  @Override
  public void forward(Area x, Area y) {
    convolve(x, in, strided(FLOAT, KERNEL, in, out, in, 1, KERNEL * in), false, y, out);
  }

  @Override
  public void ofInput(Area ofY, Area ofX) {
    convolve(ofY, out, strided(FLOAT, KERNEL, out, in, in, KERNEL * in, 1), true, ofX, in);
  }

  /**
   * @param kernels what the weight is as 9 matrices [from, to]
   * @param turned whether kernels are turned around by half a turn
   */
  private void convolve(Area x, long from, memory.desc kernels, boolean turned, Area y, long to) {
    memory.desc ofWeights =
        products.bestLayout(
            matrices(shape.type(), PATCH, tiles(chunks.get(0)), from),
            new long[] {PATCH, from, to},
            matrices(shape.type(), PATCH, tiles(chunks.get(0)), to));
    Area weights = weights(kernels, turned, ofWeights, new long[] {KERNEL, from, to});
    for (Chunk chunk : chunks) {
      Area patches = patches(x, from, chunk);
      memory.desc ofProducts = matrices(shape.type(), PATCH, tiles(chunk), to);
      Area product = calls.areas.area(ofProducts);
      products.multiply(
          patches.as(matrices(shape.type(), PATCH, tiles(chunk), from)),
          weights.as(ofWeights),
          product.as(ofProducts));
      Area tiles = calls.areas.area(matrices(shape.type(), TILE, tiles(chunk), to));
      PlanSums sums = sums(chunk, to);
      for (int i = 0; i < TILE; i++) {
        sums.sum(product, signs(i), tiles, i);
      }
      calls.reorder(
          tiles.as(values(chunk, to, 2, 1)), y.as(valuesInMap(chunk, to), offset(chunk, to)));
    }
  }

  /** The weights of 16 products, of kernels that are laid out as these first. */
  private Area weights(
      memory.desc kernels, boolean turned, memory.desc ofWeights, long[] dimensions) {
    memory.desc ofKernels = ofWeights.submemory_desc(dimensions, new long[] {0, 0, 0});
    Area laidOut = calls.areas.area(ofKernels);
    calls.reorder(calls.areas.in(weight, kernels), laidOut.as(ofKernels));
    Area weights = calls.areas.area(ofWeights);
    long values = ofWeights.get_size() / PATCH / memory.data_type_size(shape.type());
    PlanSums sums = new PlanSums(calls, values / VECTOR, VECTOR, shape.type());
    for (int i = 0; i < PATCH; i++) {
      sums.sum(laidOut, signsOfWeight(i, turned), weights, i);
    }
    return weights;
  }

  @Override
  public void ofWeight(Area x, Area ofY) {
    Area sum = calls.areas.area(matrices(FLOAT, PATCH, out, in));
    for (Chunk chunk : chunks) {
      long n = tiles(chunk);
      memory patches = patches(x, in, chunk).as(matrices(shape.type(), PATCH, n, in));
      memory ofProducts = ofProducts(ofY, chunk).as(transposed(shape.type(), PATCH, out, n));
      memory result = sum.as(matrices(FLOAT, PATCH, out, in));
      products.multiplyOrAdd(chunk.first > 0, ofProducts, patches, result);
    }
    memory gradient = calls.gradient(weight).as(matrices(FLOAT, out, KERNEL, in));
    products.transform(WinogradMatrix.WEIGHT2_BACK, sum.as(byRow(out, PATCH, in)), gradient);
  }

  /** The gradients of the products of some images, [16, tiles, out]; the corners are copies. */
  private Area ofProducts(Area ofY, Chunk chunk) {
    Area gradients = calls.areas.area(matrices(shape.type(), PATCH, tiles(chunk), out));
    calls.reorder(
        ofY.as(valuesInMap(chunk, out), offset(chunk, out)),
        gradients.as(values(chunk, out, 12, 3)));
    PlanSums sums = sums(chunk, out);
    for (int i = 0; i < PATCH; i++) {
      if (!isCorner(i)) {
        sums.sum(gradients, signsBack(i), gradients, i);
      }
    }
    return gradients;
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

  private long tiles(Chunk chunk) {
    return chunk.images * shape.h() * shape.w() / TILE;
  }

  /** The transformed patches of some images, [16, tiles, channels]. */
  private Area patches(Area x, long channels, Chunk chunk) {
    Area patches = calls.areas.area(matrices(shape.type(), PATCH, tiles(chunk), channels));
    OneDnn.Shape maps = shape.with(chunk.images, channels, shape.h(), shape.w());
    new PlanPairs(calls).transform(x, offset(chunk, channels), maps, patches);
    return patches;
  }

  private PlanSums sums(Chunk chunk, long channels) {
    return new PlanSums(calls, tiles(chunk), channels, shape.type());
  }

  /** Bytes before a chunk's maps. */
  private long offset(Chunk chunk, long channels) {
    return chunk.first * shape.with(1, channels, shape.h(), shape.w()).map().get_size();
  }

  /** The values of tiles in maps: [2, rows of tiles, 2, tiles in a row, channels]. */
  private memory.desc valuesInMap(Chunk chunk, long channels) {
    long line = shape.w() * channels;
    return values(chunk, channels, new long[] {line, 2 * line, channels, 2 * channels, 1});
  }

  /** The same dimensions; values of one place in all tiles lie together, as parts. */
  private memory.desc values(Chunk chunk, long channels, long partsOfRow, long partsOfColumn) {
    long part = tiles(chunk) * channels;
    long line = shape.w() / 2 * channels;
    long[] strides = {partsOfRow * part, line, partsOfColumn * part, channels, 1};
    return values(chunk, channels, strides);
  }

  private memory.desc values(Chunk chunk, long channels, long[] strides) {
    long[] dimensions = {2, chunk.images * shape.h() / 2, 2, shape.w() / 2, channels};
    return new memory.desc(dimensions, shape.type(), strides);
  }
}
