"""Makes the fixtures of the readers' tests with other tools than the readers: scipy's MATLAB writer
and Pillow. Run in this folder: python3 make_reader_fixtures.py. Made with scipy 1.17.1, Pillow 12.3."""
import io
import os

import numpy as np
import scipy.io
from PIL import Image

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "fixtures")
os.makedirs(OUT + "/svhn", exist_ok=True)
os.makedirs(OUT + "/pictures", exist_ok=True)


def digits(name, n, first, label_type, compressed):
    """Pixel (row, column, channel, image) is (7 image + 3 row + 5 column + 50 channel) mod 256."""
    row, column, channel, image = np.ogrid[:32, :32, :3, first:first + n]
    x = ((7 * image + 3 * row + 5 * column + 50 * channel) % 256).astype(np.uint8)
    y = (np.arange(n) % 10 + 1).reshape(n, 1).astype(label_type)
    scipy.io.savemat(f"{OUT}/svhn/{name}_32x32.mat", {"X": x, "y": y}, do_compression=compressed)


digits("train", 20, 0, np.uint8, True)
digits("extra", 30, 100, np.uint8, True)
digits("test", 10, 200, np.float64, False)


def picture(name, image, **how):
    image.save(f"{OUT}/pictures/{name}", **how)


# 24 columns, 16 rows; red grows to the right, green downwards.
y, x = np.mgrid[:16, :24]
ramp = np.stack([40 + 8 * x, 30 + 12 * y, np.full_like(x, 90)], axis=-1).astype(np.uint8)
rgb = Image.fromarray(ramp)
grey = Image.fromarray((20 + 8 * x).astype(np.uint8))
alpha = np.where(x < 12, 255, 64).astype(np.uint8)
picture("rgb.png", rgb)
picture("rgb.bmp", rgb)
picture("rgb.jpg", rgb, quality=97, subsampling=0)
picture("grey.jpg", grey, quality=97)
picture("grey.png", grey)
picture("grey16.png", Image.fromarray(((20 + 8 * x) * 257).astype(np.uint16)))
picture("bit.png", Image.fromarray(x % 2 == 0))
picture("alpha.png", Image.fromarray(np.dstack([ramp, alpha])))
picture("greyalpha.png", Image.fromarray(np.dstack([(20 + 8 * x).astype(np.uint8), alpha])))
first = rgb.quantize(64)
picture("two.gif", first, save_all=True, append_images=[Image.new("P", (24, 16), 0)])
picture("palette.png", first)

# CMYK as print shops make it: inverted, with Adobe's marker; no black.
ink = Image.merge("CMYK", [Image.fromarray(255 - ramp[..., c]) for c in range(3)]
                  + [Image.new("L", (24, 16), 0)])
picture("cmyk.jpg", ink, quality=97)
# YCCK: the same ink, its first three channels as YCbCr, with transform 2 in Adobe's marker.
ycc = np.asarray(Image.fromarray(255 - ramp).convert("YCbCr"))
planes = [Image.fromarray(255 - ycc[..., c]) for c in range(3)] + [Image.new("L", (24, 16), 0)]
memory = io.BytesIO()
Image.merge("CMYK", planes).save(memory, "JPEG", quality=97)
data = bytearray(memory.getvalue())
at = data.index(b"Adobe")
assert data[at + 11] == 0
data[at + 11] = 2
open(f"{OUT}/pictures/ycck.jpg", "wb").write(data)

# What stands upright as the ramp, stored as cameras held in eight ways would.
stored = {1: ramp, 2: ramp[:, ::-1], 3: ramp[::-1, ::-1], 4: ramp[::-1],
          5: ramp.transpose(1, 0, 2), 6: np.rot90(ramp, 1),
          7: ramp[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(ramp, -1)}
for orientation, array in stored.items():
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture(f"exif{orientation}.jpg", Image.fromarray(np.ascontiguousarray(array)), quality=97,
            subsampling=0, exif=exif)

# WebP and TIFF: of colours, transparency and orientation each, the first of two, all that packs TIFF.
rgba = Image.fromarray(np.dstack([ramp, alpha]))
second = Image.new("RGB", (24, 16))
turned = Image.fromarray(np.ascontiguousarray(stored[6]))
held = Image.Exif()
held[0x0112] = 6
picture("rgb.webp", rgb, lossless=True)
picture("lossy.webp", rgb, quality=97)
picture("alpha.webp", rgba, lossless=True, exact=True)
picture("lossyalpha.webp", rgba, quality=97, exact=True)
picture("two.webp", rgb, save_all=True, append_images=[second], lossless=True)
picture("exif6.webp", turned, lossless=True, exif=held)
picture("rgb.tif", rgb)
for packing in "lzw", "deflate":
    picture(f"{packing}.tif", rgb, compression="tiff_" + packing)
picture("packbits.tif", rgb, compression="packbits")
picture("jpeg.tif", rgb, compression="jpeg", quality=97)
picture("group4.tif", Image.fromarray(x % 2 == 0), compression="group4")
picture("grey.tif", grey)
picture("grey16.tif", Image.fromarray(((20 + 8 * x) * 257).astype(np.uint16)))
picture("palette.tif", first)
picture("alpha.tif", rgba)
picture("greyalpha.tif", Image.fromarray(np.dstack([(20 + 8 * x).astype(np.uint8), alpha])))
picture("cmyk.tif", ink)
picture("float.tif", Image.fromarray((20 + 8 * x).astype(np.float32)))
picture("two.tif", rgb, save_all=True, append_images=[second])
picture("exif6.tif", turned, exif=held)

# Noise and what Pillow's antialiased bilinear filter makes of it, planes of 3x32x32 and 3x60x70.
noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (45, 61, 3), dtype=np.uint8))
picture("noise.png", noise)
for height, width in (32, 32), (60, 70):
    resized = np.asarray(noise.resize((width, height), Image.BILINEAR)).transpose(2, 0, 1)
    open(f"{OUT}/pictures/noise-{height}x{width}.bin", "wb").write(resized.tobytes())
