package org.mixsep.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * 3x3 convolution of stride 1 and padding 1 by the minimal filtering algorithm F(4x4, 3x3): tiles
 * of 6x6 values and the weights are transformed, multiplied as 36 matrices, and transformed back.
 * That takes a quarter of the multiplications, in exchange for passes over memory that pay where
 * channels are many. float32, on the processor; equal to the direct form to about 4e-6.
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks, 2016. The
 * transforms act on rows and columns alike, so each is one product with the Kronecker square of
 * their matrix; the gradients are the same products transposed. TorchScript frees each temporary
 * after its last use, where a scope would keep all to its end.
 */
final class Winograd {
  private static final int TILE = 4;

  /** Fewest channels that pay; below, the transforms cost more than they save. */
  private static final int CHANNELS = 128;

  /** Fewest tiles that pay for the transform of the weights. */
  private static final int TILES = 64;

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
   * large and passing lies in three flat buffers, which take turns: fresh memory would cost page
   * faults.
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

      def join_input(x: Tensor, n: int, h: int, w: int, c: int, spare: Tensor) -> Tensor:
          t, s = h // 4, w // 4
          d = x.view(6, 6, n, t, s, c).permute(2, 3, 0, 4, 1, 5)
          p = spare[:n * (h + 4) * (w + 4) * c].view(n, t + 1, 4, s + 1, 4, c).zero_()
          p[:, :t, :, :s].copy_(d[:, :, :4, :, :4])
          p[:, 1:, :2, :s].add_(d[:, :, 4:, :, :4])
          p[:, :t, :, 1:, :2].add_(d[:, :, :4, :, 4:])
          p[:, 1:, :2, 1:, :2].add_(d[:, :, 4:, :, 4:])
          return p.view(n, h + 4, w + 4, c)[:, 1:h+1, 1:w+1].contiguous().permute(0, 3, 1, 2)

      def product(a: Tensor, b: Tensor, into: Tensor) -> Tensor:
          return torch.mm(a, b, out=into[:a.size(0) * b.size(1)].view(a.size(0), -1))

      def products(a: Tensor, b: Tensor, into: Tensor) -> Tensor:
          to = into[:36 * a.size(1) * b.size(2)].view(36, a.size(1), -1)
          return torch.bmm(a, b, out=to).view(36, -1)

      def forward(x: Tensor, w: Tensor, e: Tensor, g: Tensor, a: Tensor, s: List[Tensor], out: Tensor) -> int:
          k, c = w.size(0), w.size(1)
          tiles = cut_input(x, s[0], s[1])
          v = product(e, tiles, s[2]).view(36, -1, c)
          u = product(g, cut_weight(w, s[0]), s[1]).view(36, k, c)
          m = products(v, u.transpose(1, 2), s[0])
          return join_output(product(a, m, s[1]), out)

      def backward(d: Tensor, x: Tensor, w: Tensor, e: Tensor, g: Tensor, a: Tensor, s: List[Tensor]) -> List[Tensor]:
          k, c = w.size(0), w.size(1)
          tiles = cut_input(x, s[0], s[1])
          v = product(e, tiles, s[2]).view(36, -1, c)
          m = product(a.t(), cut_output(d, s[0]), s[1]).view(36, -1, k)
          gu = products(m.transpose(1, 2), v, s[0])
          gw = product(g.t(), gu, s[2]).view(3, 3, k, c).permute(2, 0, 1, 3).contiguous().permute(0, 3, 1, 2)
          u = product(g, cut_weight(w, s[0]), s[2]).view(36, k, c)
          gt = product(e.t(), products(m, u, s[0]), s[1])
          return [join_input(gt, x.size(0), x.size(2), x.size(3), c, s[2]), gw]
      """;

  private static final ThreadLocal<List<Tensor>> BUFFERS = ThreadLocal.withInitial(ArrayList::new);
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
   * and is the faster one.
   */
  static boolean suits(Tensor x, long channels) {
    return channels >= CHANNELS
        && x.size(2) % TILE == 0
        && x.size(3) % TILE == 0
        && x.size(0) * (x.size(2) / TILE) * (x.size(3) / TILE) >= TILES
        && !x.is_cuda()
        && x.scalar_type().intern() == ScalarType.Float;
  }

  /**
   * Writes the convolution of {@code x}, [N, C, H, W], by {@code weight}, [K, C, 3, 3], to {@code
   * out}, [N, K, H, W], channels last.
   */
  static void forward(Tensor x, Tensor weight, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      call(
          "forward",
          new IValue(x),
          new IValue(weight),
          E,
          G,
          A,
          new IValue(buffers(x, weight)),
          new IValue(out));
    }
  }

  /**
   * The gradients of {@code x} and {@code weight}, in the current scope.
   *
   * @param gradient of the output
   */
  static Gradients backward(Tensor gradient, Tensor x, Tensor weight) {
    try (NoGradGuard guard = new NoGradGuard()) {
      IValue both =
          call(
              "backward",
              new IValue(gradient),
              new IValue(x),
              new IValue(weight),
              E,
              G,
              A,
              new IValue(buffers(x, weight)));
      TensorVector tensors = both.toTensorVector();
      return new Gradients(new Tensor(tensors.get(0)), new Tensor(tensors.get(1)));
    }
  }

  /** Gradients of a loss by the input and by the weights of a convolution. */
  record Gradients(Tensor x, Tensor weight) {}

  /** Three buffers, each as large as the transformed input and the transformed weights. */
  private static GenericList buffers(Tensor x, Tensor weight) {
    long tiles = x.size(0) * (x.size(2) / TILE) * (x.size(3) / TILE);
    long size = 36 * weight.size(1) * Math.max(tiles, weight.size(0));
    List<Tensor> buffers = BUFFERS.get();
    if (buffers.isEmpty() || buffers.get(0).numel() < size) {
      buffers.forEach(Tensor::releaseReference);
      buffers.clear();
      for (int i = 0; i < 3; i++) {
        Tensor buffer = torch.empty(size);
        buffers.add(buffer.retainReference());
      }
    }
    TensorList list = new TensorList();
    buffers.forEach(list::push_back);
    return new GenericList(list);
  }

  private static IValue call(String name, IValue... arguments) {
    return UNIT.get_function(new QualifiedName(name)).apply(new IValueVector(arguments));
  }

  /** The Kronecker product of {@code matrix} with itself. */
  private static IValue squared(double[][] matrix) {
    int rows = matrix.length;
    int columns = matrix[0].length;
    float[] values = new float[rows * rows * columns * columns];
    int next = 0;
    for (double[] outer : matrix) {
      for (double[] inner : matrix) {
        for (double factor : outer) {
          for (double value : inner) {
            values[next++] = (float) (factor * value);
          }
        }
      }
    }
    IValue tensor =
        new IValue(torch.tensor(values).view((long) rows * rows, (long) columns * columns));
    tensor.retainReference();
    return tensor;
  }
}
