package org.mixsep.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * 3x3 convolution of stride 1 and padding 1 by the minimal filtering algorithm F(4x4, 3x3): tiles
 * of 6x6 values and the weights are transformed, multiplied as 36 matrices, and transformed back.
 * That takes a quarter of the multiplications, in exchange for passes over memory that pay where
 * channels are many. float32, on the processor; equal to the direct form to about 4e-6.
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks, 2016. The
 * transforms act on rows and columns alike, so each is one product with the Kronecker square of
 * their matrix; the gradients are the same products transposed.
 */
final class Winograd {
  private static final int TILE = 4;

  /** Fewest channels that pay; below, the transforms cost more than they save. */
  private static final int CHANNELS = 128;

  /** Fewest tiles that pay for the transform of the weights. */
  private static final int TILES = 64;

  /** Values that 36 products take of a chunk of images: a bound on memory, for larger maps. */
  private static final long CHUNK = 1 << 17;

  private static final double[][] INPUT = {
    {4, 0, -5, 0, 1, 0},
    {0, -4, -4, 1, 1, 0},
    {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0},
    {0, 2, -1, -2, 1, 0},
    {0, 4, 0, -5, 0, 1}
  };
  private static final double[][] WEIGHT = {
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1}
  };
  private static final double[][] OUTPUT = {
    {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
  };

  /**
   * Maps are channels last; e, g and a are the transforms of input, weights and output. All that is
   * large and passing lies in the flat buffers s, three for maps and two for weights, which take
   * turns: fresh memory would cost page faults.
   */
  private static final String SCRIPT =
      """
      def cut_input(x: Tensor, spare: Tensor, into: Tensor) -> Tensor:
          n, c, h, w = x.size(0), x.size(1), x.size(2), x.size(3)
          p = spare[:n * (h + 2) * (w + 2) * c].view(n, h + 2, w + 2, c).zero_()
          p[:, 1:h+1, 1:w+1].copy_(x.permute(0, 2, 3, 1))
          r = (w + 2) * c
          t = into[:36 * n * (h // 4) * (w // 4) * c].view(6, 6, n, h // 4, w // 4, c)
          t.copy_(p.as_strided([6, 6, n, h // 4, w // 4, c], [r, c, (h + 2) * r, 4 * r, 4 * c, 1], p.storage_offset()))
          return t.view(36, -1)

      def cut_output(y: Tensor, into: Tensor) -> Tensor:
          n, k, h, w = y.size(0), y.size(1), y.size(2), y.size(3)
          t = into[:y.numel()].view(4, 4, n, h // 4, w // 4, k)
          t.copy_(y.permute(0, 2, 3, 1).reshape(n, h // 4, 4, w // 4, 4, k).permute(2, 4, 0, 1, 3, 5))
          return t.view(16, -1)

      def cut_weight(w: Tensor, into: Tensor) -> Tensor:
          t = into[:w.numel()].view(3, 3, w.size(0), w.size(1))
          return t.copy_(w.permute(2, 3, 0, 1)).view(9, -1)

      def join_output(y: Tensor, out: Tensor) -> int:
          n, k, h, w = out.size(0), out.size(1), out.size(2), out.size(3)
          t = out.permute(0, 2, 3, 1).view(n, h // 4, 4, w // 4, 4, k)
          t.copy_(y.view(4, 4, n, h // 4, w // 4, k).permute(2, 3, 0, 4, 1, 5))
          return 0

      def part(p: Tensor, rows: int, row: int, columns: int, column: int) -> Tensor:
          n, h, w, c = p.size(0), p.size(1), p.size(2), p.size(3)
          r = w * c
          return p.as_strided([n, h // 4, rows, w // 4, columns, c], [h * r, 4 * r, r, 4 * c, c, 1], p.storage_offset() + row * r + column * c)

      def join_input(x: Tensor, out: Tensor, spare: Tensor) -> int:
          n, c, h, w = out.size(0), out.size(1), out.size(2), out.size(3)
          t = x.view(6, 6, n, h // 4, w // 4, c).permute(2, 3, 0, 4, 1, 5)
          p = spare[:n * (h + 2) * (w + 2) * c].view(n, h + 2, w + 2, c).zero_()
          part(p, 4, 0, 4, 0).copy_(t[:, :, :4, :, :4])
          part(p, 2, 4, 4, 0).add_(t[:, :, 4:, :, :4])
          part(p, 4, 0, 2, 4).add_(t[:, :, :4, :, 4:])
          part(p, 2, 4, 2, 4).add_(t[:, :, 4:, :, 4:])
          out.permute(0, 2, 3, 1).copy_(p[:, 1:h+1, 1:w+1])
          return 0

      def product(a: Tensor, b: Tensor, into: Tensor) -> Tensor:
          return torch.mm(a, b, out=into[:a.size(0) * b.size(1)].view(a.size(0), -1))

      def products(a: Tensor, b: Tensor, into: Tensor) -> Tensor:
          to = into[:36 * a.size(1) * b.size(2)].view(36, a.size(1), -1)
          return torch.bmm(a, b, out=to).view(36, -1)

      def forward(x: Tensor, w: Tensor, e: Tensor, g: Tensor, a: Tensor, s: List[Tensor], step: int, out: Tensor) -> int:
          k, c = w.size(0), w.size(1)
          u = product(g, cut_weight(w, s[4]), s[3]).view(36, k, c).transpose(1, 2)
          for i in range(0, x.size(0), step):
              tiles = cut_input(x[i:i+step], s[0], s[1])
              v = product(e, tiles, s[2]).view(36, -1, c)
              join_output(product(a, products(v, u, s[0]), s[1]), out[i:i+step])
          return 0

      def backward(d: Tensor, x: Tensor, w: Tensor, e: Tensor, g: Tensor, a: Tensor, s: List[Tensor], step: int, out: Tensor) -> Tensor:
          k, c = w.size(0), w.size(1)
          u = product(g, cut_weight(w, s[4]), s[3]).view(36, k, c)
          gu = s[4][:36 * k * c].view(36, k, c)
          for i in range(0, x.size(0), step):
              tiles = cut_input(x[i:i+step], s[0], s[1])
              v = product(e, tiles, s[2]).view(36, -1, c)
              m = product(a.t(), cut_output(d[i:i+step], s[0]), s[1]).view(36, -1, k)
              gu.baddbmm_(m.transpose(1, 2), v, beta=min(i, 1))
              gt = product(e.t(), products(m, u, s[0]), s[2])
              join_input(gt, out[i:i+step], s[0])
          return product(g.t(), gu.view(36, -1), s[3]).view(3, 3, k, c).permute(2, 0, 1, 3).contiguous().permute(0, 3, 1, 2)
      """;

  private static final ThreadLocal<Tensor[]> BUFFERS = ThreadLocal.withInitial(() -> new Tensor[5]);
  private static final CompilationUnit UNIT;
  private static final IValue E;
  private static final IValue G;
  private static final IValue A;

  static {
    try (PointerScope scope = new PointerScope()) {
      UNIT = torch.compile(SCRIPT);
      UNIT.retainReference();
      E = squared(INPUT);
      G = squared(WEIGHT);
      A = squared(OUTPUT);
    }
  }

  private Winograd() {}

  /**
   * Whether this form computes a 3x3 convolution of {@code x}, [N, C, H, W], to as many channels,
   * and is the faster one. It looks at shapes alone, so that a run's steps repeat to the last bit.
   */
  static boolean suits(Tensor x, long channels) {
    return suits(x.size(0), channels, x.size(2), x.size(3))
        && !x.is_cuda()
        && x.is_contiguous(MemoryFormat.ChannelsLast)
        && x.scalar_type().intern() == ScalarType.Float;
  }

  /** The same of [n, channels, h, w], float32, channels last on the processor. */
  static boolean suits(long n, long channels, long h, long w) {
    return channels >= CHANNELS
        && h % TILE == 0
        && w % TILE == 0
        && n * (h / TILE) * (w / TILE) >= TILES;
  }

  /**
   * Writes the convolution of {@code x}, [N, C, H, W], by {@code weight}, [C, C, 3, 3], to {@code
   * out}, of the shape of x. All are channels last.
   */
  static void forward(Tensor x, Tensor weight, Tensor out) {
    call("forward", x, weight, out, new IValue(x), new IValue(weight));
  }

  /**
   * Writes the gradient of {@code x} to {@code out}, of the same shape.
   *
   * @param gradient of the output
   * @return the gradient of {@code weight}, of its shape
   */
  static Tensor backward(Tensor gradient, Tensor x, Tensor weight, Tensor out) {
    return call("backward", x, weight, out, new IValue(gradient), new IValue(x), new IValue(weight))
        .toTensor();
  }

  private static IValue call(String name, Tensor x, Tensor weight, Tensor out, IValue... first) {
    IValueVector arguments = new IValueVector(first);
    long channels = weight.size(1);
    long tilesOfOne = (x.size(2) / TILE) * (x.size(3) / TILE);
    long most = Math.max(1, Math.max(CHUNK, channels * channels / 2) / (tilesOfOne * channels));
    long chunks = (x.size(0) + most - 1) / most;
    long step = (x.size(0) + chunks - 1) / chunks;
    for (IValue next : new IValue[] {E, G, A}) {
      arguments.push_back(next);
    }
    arguments.push_back(
        new IValue(buffers(36 * channels * step * tilesOfOne, 36 * channels * channels)));
    arguments.push_back(new IValue(step));
    arguments.push_back(new IValue(out));
    try (NoGradGuard guard = new NoGradGuard()) {
      return UNIT.get_function(new QualifiedName(name)).apply(arguments);
    }
  }

  /** Three buffers for maps, two for weights, each at least of its size. */
  private static GenericList buffers(long maps, long weights) {
    Tensor[] buffers = BUFFERS.get();
    TensorList list = new TensorList();
    for (int i = 0; i < buffers.length; i++) {
      long size = i < 3 ? maps : weights;
      if (buffers[i] == null || buffers[i].numel() < size) {
        if (buffers[i] != null) {
          buffers[i].releaseReference();
        }
        buffers[i] = torch.empty(size).retainReference();
      }
      list.push_back(buffers[i]);
    }
    return new GenericList(list);
  }

  /** The Kronecker product of {@code matrix} with itself. */
  private static IValue squared(double[][] matrix) {
    double[] values = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
    Tensor plain = Tensors.of(values, matrix.length, matrix[0].length);
    IValue tensor = new IValue(torch.kron(plain, plain).to(ScalarType.Float));
    tensor.retainReference();
    return tensor;
  }
}
