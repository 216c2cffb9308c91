"""How an altered image is recognised: where a picture was moved to, how far it was turned, how large it became."""

import functools

import numpy as np

from graders.checks import Failure, shaped
from graders.checks.failure import Seen
from graders.checks.notes import compared, last_call

# Three soft spots on black, far enough from the border that none of them leaves the image. The picture is known between
# its pixels too, so that it can be turned and scaled without interpolation.
H, W = 19, 23
SPOTS = [(3.0, 1.0, 1.0), (-2.0, 3.5, 0.7), (-1.0, -4.0, 0.5)]  # down, right, brightness
WIDTH = 1.6

# The mean distance of a pixel from the picture turned and scaled exactly, of 400 images of each kind: 0.014 at most
# with bilinear interpolation, 0.045 with the nearest pixel. Turned about a corner it is 0.09 in the median.
LIKE = 0.06

# How far the middle of the light is from where it should be, in pixels, in the median of all images: 0.01 with bilinear
# interpolation, 0.08 with the nearest pixel; 0.22 where the centre is taken half a pixel too far down and to the right.
ASIDE = 0.14


def refuse(reason, what, values, hint=None):
    """Fail with a sentence, and with the numbers by which a known mistake can be told."""
    compared(Failure(reason, hint=hint), Seen(what, np.asarray(values), None, last_call()))


def held_images(value, count, height, width, what):
    """A student's images as an array of floats (count, height, width)."""
    shaped(value, count, height, width, what=what)
    return np.asarray(value, dtype=float)


def moved_by(picture, dy, dx):
    """A picture moved down and to the right, 0 where nothing was."""
    height, width = picture.shape
    far = max(abs(dy), abs(dx))
    around = np.pad(picture, far)
    return around[far - dy : far - dy + height, far - dx : far - dx + width]


def places(shift):
    """All (dy, dx) with whole numbers from −shift to shift."""
    reach = range(-shift, shift + 1)
    return [(dy, dx) for dy in reach for dx in reach]


def offsets_of(images, picture, shift):
    """The (dy, dx) by which the picture was moved in each image; Failure where there is none."""
    known = np.array([moved_by(picture, dy, dx) for dy, dx in places(shift)])
    rolled = np.array([np.roll(picture, place, axis=(0, 1)) for place in places(shift)])
    found = []
    for number, image in enumerate(images):
        error = np.abs(known - image).max(axis=(1, 2))
        if error.min() > 1e-5:
            hint = "It is moved by whole numbers of pixels, from −shift to shift; what comes in from outside is 0."
            if np.abs(rolled - image).max(axis=(1, 2)).min() < 1e-5:
                hint = "np.roll brings in on one side what leaves on the other; what comes in from outside is 0."
            what = f"augment with shift = {shift}"
            # The different images that come up are the same in whatever order the amounts are drawn.
            different = np.unique(images.round(6), axis=0)
            refuse(f"Image {number} of {what} is not the picture, moved by whole pixels.", what, different, hint)
        found.append(places(shift)[int(error.argmin())])
    return found


def brightened(images, picture, shift, least, most):
    """Hold images to the picture, moved, with one number added everywhere and cut off at 0 and 1."""
    for number, image in enumerate(images):
        height, width = picture.shape
        errors = []
        for dy, dx in places(shift):
            moved = moved_by(picture, dy, dx)
            added = image[height // 2, width // 2] - moved[height // 2, width // 2]
            if least - 1e-6 <= added <= most + 1e-6:
                errors.append(np.abs(image - np.clip(moved + added, 0, 1)).max())
        if not errors or min(errors) > 1e-5:
            reason = f"Image {number} of augment is not the picture, moved and then brightened."
            raise Failure(reason, hint="What comes in from outside is 0, and is brightened like all the rest.")


@functools.cache
def scene(angle, size):
    """The spots, turned by ``angle`` degrees and magnified by ``size`` about the centre, exactly."""
    turn = np.deg2rad(angle)
    y, x = np.indices((H, W)) - np.array([(H - 1) / 2, (W - 1) / 2])[:, None, None]
    back_y, back_x = (np.cos(turn) * y + np.sin(turn) * x) / size, (np.cos(turn) * x - np.sin(turn) * y) / size
    total = np.zeros((H, W))
    for down, right, bright in SPOTS:
        total += bright * np.exp(-((back_y - down) ** 2 + (back_x - right) ** 2) / (2 * WIDTH**2))
    return np.clip(total, 0, 1)


def fitted(images, angles, sizes):
    """The angle and the size that fit each image best; Failure where none fits."""
    ways = [(float(angle), float(size)) for angle in angles for size in sizes]
    known = np.array([scene(*way) for way in ways])
    best, aside = [], []
    for number, image in enumerate(images):
        error = np.sqrt(np.mean((known - image) ** 2, axis=(1, 2)))
        nearest = int(error.argmin())
        if error[nearest] > LIKE:
            reason = f"Image {number} of augment is not the picture, turned and scaled about its centre."
            hint = "Degrees, not radians; about the centre; each pixel of the result looks up where it came from."
            raise Failure(reason, hint=hint)
        best.append(ways[nearest])
        aside.append(np.linalg.norm(middle(image) - middle(known[nearest])))
    if np.median(aside) > ASIDE:
        reason = f"augment turns and scales about a place beside the centre: {np.median(aside):.2f} pixels off."
        raise Failure(reason, hint="The centre of H rows and W columns is at (H − 1)/2, (W − 1)/2.")
    return np.array(best)


def middle(image):
    """The middle of an image's light, (y, x)."""
    return (np.indices(image.shape) * image).sum(axis=(1, 2)) / image.sum()
