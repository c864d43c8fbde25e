"""Makes the fixture of PixelOperationTest with Pillow, called as torchvision calls it for PIL images.
Run in this folder: python3 make_pixel_fixtures.py. Made with Pillow 12.3."""
import os
import zlib

from PIL import Image, ImageEnhance, ImageOps

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "fixtures")


def planes(channels, height, width):
    """Unsigned bytes, channel by channel, row by row; few values above 200, none below 30."""
    return bytes(
        30 + (7 * y * y + 13 * x + 50 * c + (31 * x * y) % 97) % (171 if (x + y) % 7 else 210)
        for c in range(channels) for y in range(height) for x in range(width))


def picture(pixels, channels, height, width):
    bands = [Image.frombytes("L", (width, height), pixels[c * height * width:(c + 1) * height * width])
             for c in range(channels)]
    return bands[0] if channels == 1 else Image.merge("RGB", bands)


def affine(image, *matrix):
    return image.transform(image.size, Image.AFFINE, matrix, Image.NEAREST, fillcolor=None)


def enhanced(enhancer):
    return lambda image, m: enhancer(image).enhance(1.0 + m)


OPERATIONS = {
    "IDENTITY": (lambda i, m: i, [0]),
    "SHEAR_X": (lambda i, m: affine(i, 1, m, 0, 0, 1, 0), [0.0, 0.297, -0.99, 0.66]),
    "SHEAR_Y": (lambda i, m: affine(i, 1, 0, 0, m, 1, 0), [0.099, -0.33, 0.99]),
    "TRANSLATE_X": (lambda i, m: affine(i, 1, 0, -int(m), 0, 1, 0), [0.0, 4.26, -7.9, 32.0]),
    "TRANSLATE_Y": (lambda i, m: affine(i, 1, 0, 0, 0, 1, -int(m)), [3.2, -11.7, -32.0]),
    "ROTATE": (lambda i, m: i.rotate(m, Image.NEAREST), [0.0, 4.5, -31.5, 90.0, -135.0]),
    "BRIGHTNESS": (enhanced(ImageEnhance.Brightness), [0.0, -0.99, -0.33, 0.231, 0.99]),
    "COLOUR": (enhanced(ImageEnhance.Color), [-0.99, -0.33, 0.231, 0.99]),
    "CONTRAST": (enhanced(ImageEnhance.Contrast), [-0.99, -0.33, 0.231, 0.99]),
    "SHARPNESS": (enhanced(ImageEnhance.Sharpness), [-0.99, -0.33, 0.231, 0.99]),
    "POSTERIZE": (lambda i, m: ImageOps.posterize(i, int(m)), [2, 5, 8]),
    "SOLARIZE": (ImageOps.solarize, [0.0, 119.0, 246.5, 255.0]),
    "AUTO_CONTRAST": (lambda i, m: ImageOps.autocontrast(i), [0]),
    "EQUALIZE": (lambda i, m: ImageOps.equalize(i), [0]),
}

with open(OUT + "/pixel_operations.txt", "w") as out:
    for shape in ((3, 32, 32), (3, 25, 38), (1, 28, 28), (3, 5, 6)):
        image = picture(planes(*shape), *shape)
        for name, (operation, magnitudes) in OPERATIONS.items():
            for magnitude in magnitudes:
                bands = operation(image, magnitude).split()
                digest = zlib.crc32(b"".join(band.tobytes() for band in bands))
                out.write(f"{name} {magnitude} {shape[0]} {shape[1]} {shape[2]} {digest:08x}\n")
