"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, _windows) is looked up in the copy
of the reference that it is put into; an import of its own gives the textbook's function itself.
"""

import numpy as np

from reference.convolution import _padded, _windows

from .lab import (
    avg_pool_gradient,
    avg_pool_overlap,
    avg_pool_values,
    conv_bias_gradient,
    conv_input_gradient,
    conv_kernel_gradient,
    conv_padding,
    conv_stride,
    conv_values,
    inputs_unchanged,
    lab,
    learns_bars,
    max_pool_gradient,
    max_pool_overlap,
    max_pool_ties,
    max_pool_values,
    whole_numbers,
)

# conv2d_forward


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values],
    hint="Deep learning does not turn the kernel round: W[f, c, 0, 0] meets the top left pixel of the window.",
    row=98,
)
def kernel_turned_round(x, W, b, stride=1, padding=0):
    """The kernel is turned round, as mathematicians do."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("ncijuv,fcuv->nfij", windows, W[:, :, ::-1, ::-1]) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values],
    hint="Each kernel has a bias of its own: add b[f] to every pixel of out[:, f].",
)
def bias_forgotten(x, W, b, stride=1, padding=0):
    """The bias is not added."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("ncijuv,fcuv->nfij", windows, W)


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride, conv_padding],
    hint="b of shape (F,) lines up with the last axis, the width: b[:, None, None] lines it up with the kernels.",
)
def bias_along_the_width(x, W, b, stride=1, padding=0):
    """The bias is added along the width of the image."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("ncijuv,fcuv->nfij", windows, W) + b


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values],
    hint="The bias belongs to the kernel, not to each of its channels: add it after the loop over c.",
)
def bias_of_every_channel(x, W, b, stride=1, padding=0):
    """The bias is added once for each channel."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("ncijuv,fcuv->nfij", windows, W) + x.shape[1] * b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values],
    hint="A kernel looks at all channels of the image, and its products are summed over them.",
)
def first_channel_only(x, W, b, stride=1, padding=0):
    """Only the first channel of the images is looked at."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("nijuv,fuv->nfij", windows[:, 0], W[:, 0]) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride, conv_padding],
    hint="Count the windows of 3 pixels in a row of 3: there is one. Where is the + 1?",
    row=99,
)
def last_window_missing(x, W, b, stride=1, padding=0):
    """The output is one row and one column too small."""
    from reference.convolution import conv2d_forward

    out = conv2d_forward(x, W, b, stride, padding)
    return out[:, :, :-1, :-1]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride, conv_padding],
    hint="/ gives a float, and a shape takes whole numbers only: divide by //.",
    row=99,
)
def size_in_fractions(x, W, b, stride=1, padding=0):
    """The size of the output is computed by / and is a float."""
    x = _padded(x, padding)
    oh = (x.shape[2] - W.shape[2]) / stride + 1
    ow = (x.shape[3] - W.shape[3]) / stride + 1
    out = np.zeros((len(x), len(W), oh, ow))
    for i in range(oh):
        for j in range(ow):
            window = x[:, :, i * stride : i * stride + W.shape[2], j * stride : j * stride + W.shape[3]]
            out[:, :, i, j] = np.einsum("ncuv,fcuv->nf", window, W) + b
    return out


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values],
    hint="The image has h rows and w columns; the output has oh rows and ow columns.",
    row=25,
)
def square_images_only(x, W, b, stride=1, padding=0):
    """The output is as wide as it is high."""
    N, _, h, _ = x.shape
    F, _, kh, kw = W.shape
    x = _padded(x, padding)
    size = (h + 2 * padding - kh) // stride + 1
    out = np.zeros((N, F, size, size))
    for i in range(size):
        for j in range(size):
            window = x[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = np.einsum("ncuv,fcuv->nf", window, W) + b
    return out


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride, conv_padding],
    hint="The kernel has kh rows and kw columns: W.shape[2] and W.shape[3].",
    row=25,
)
def square_kernels_only(x, W, b, stride=1, padding=0):
    """The kernel is taken to be as wide as it is high."""
    k = W.shape[2]
    windows = _windows(_padded(x, padding), k, k, stride)
    return np.einsum("ncijuv,fcuv->nfij", windows, W) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride, conv_padding],
    hint="Take the sizes of the kernel from W.shape.",
    row=25,
)
def kernels_of_three_only(x, W, b, stride=1, padding=0):
    """The kernel is taken to have 3 × 3 pixels."""
    windows = _windows(_padded(x, padding), 3, 3, stride)
    return np.einsum("ncijuv,fcuv->nfij", windows, W[:, :, :3, :3]) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride, conv_padding],
    hint="The channels come second, (N, F, oh, ow): use transpose(0, 3, 1, 2) to bring them there.",
    row=103,
)
def axes_of_another_library(x, W, b, stride=1, padding=0):
    """The output has its channels last."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("ncijuv,fcuv->nijf", windows, W) + b


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values, conv_stride],
    hint="The product has a row for each window: reshape it to (N, oh, ow, F), then transpose.",
    row=103,
)
def reshaped_for_transposed(x, W, b, stride=1, padding=0):
    """The product of im2col is reshaped to (N, F, oh, ow) straight away."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)

    N, C, oh, ow, kh, kw = windows.shape
    columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(N * oh * ow, C * kh * kw)
    return (columns @ W.reshape(len(W), -1).T + b).reshape(N, len(W), oh, ow)


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_values],
    hint="W.reshape(F, C · kh · kw) has the channels outermost; the columns of im2col need the same order.",
    row=103,
)
def columns_in_another_order(x, W, b, stride=1, padding=0):
    """In im2col the channels come last, in the kernels first."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)

    N, C, oh, ow, kh, kw = windows.shape
    columns = windows.transpose(0, 2, 3, 4, 5, 1).reshape(N * oh * ow, kh * kw * C)
    out = columns @ W.reshape(len(W), -1).T + b
    return out.reshape(N, oh, ow, len(W)).transpose(0, 3, 1, 2)


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_stride],
    hint="Window i begins at row i · stride, not at row i.",
)
def stride_counted_but_not_taken(x, W, b, stride=1, padding=0):
    """There are as many windows as the stride asks for, but they lie side by side."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)

    oh, ow = windows.shape[2:4]
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], 1)[:, :, :oh, :ow]
    return np.einsum("ncijuv,fcuv->nfij", windows, W) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_stride],
    hint="The stride holds in both directions.",
)
def stride_down_only(x, W, b, stride=1, padding=0):
    """The stride is taken down the image, but not across."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], 1)[:, :, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", windows, W) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_stride],
    hint="Windows are stride pixels apart.",
)
def stride_ignored(x, W, b, stride=1, padding=0):
    """The window always moves by one pixel."""
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], 1)
    return np.einsum("ncijuv,fcuv->nfij", windows, W) + b[:, None, None]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_stride, conv_padding],
    hint="np.pad(x, padding) pads samples and channels too: give it a pair for each axis.",
)
def all_axes_padded(x, W, b, stride=1, padding=0):
    """np.pad puts zeros around all four axes."""
    from reference.convolution import conv2d_forward

    return conv2d_forward(np.pad(x, padding), W, b, stride)


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_padding],
    hint="Zeros belong on all four sides: the padding before and the padding after each axis.",
)
def padded_on_one_side(x, W, b, stride=1, padding=0):
    """The zeros are put at the bottom and on the right only."""
    from reference.convolution import conv2d_forward

    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return conv2d_forward(padded, W, b, stride)


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_padding],
    hint="There is padding on both sides, so h grows by twice the padding.",
    row=99,
)
def padding_counted_once(x, W, b, stride=1, padding=0):
    """The size of the output counts the padding once."""
    from reference.convolution import conv2d_forward

    out = conv2d_forward(x, W, b, stride, padding)
    oh = (x.shape[2] + padding - W.shape[2]) // stride + 1
    ow = (x.shape[3] + padding - W.shape[3]) // stride + 1
    return out[:, :, :oh, :ow]


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_padding],
    hint="Padding is zeros, not copies of the pixels at the edge.",
)
def padded_with_the_edge(x, W, b, stride=1, padding=0):
    """The pixels at the edge are repeated."""
    from reference.convolution import conv2d_forward

    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    return conv2d_forward(padded, W, b, stride)


@lab.mistake(
    "conv2d_forward",
    caught_by=[conv_padding],
    hint="Put the zeros around the image before anything else: np.pad.",
)
def padding_ignored(x, W, b, stride=1, padding=0):
    """No zeros are put around the image."""
    from reference.convolution import conv2d_forward

    return conv2d_forward(x, W, b, stride)


@lab.mistake(
    "conv2d_forward",
    caught_by=[whole_numbers],
    hint="np.zeros_like and dtype=x.dtype take the type of the images too: use np.zeros(…), which holds floats.",
    row=126,
)
def output_of_whole_numbers(x, W, b, stride=1, padding=0):
    """The output has the type of the images, and whole numbers swallow fractions."""
    from reference.convolution import conv2d_forward

    return conv2d_forward(x, W, b, stride, padding).astype(x.dtype)


# conv2d_backward


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="dx has the shape of x: cut the padding off at the end.",
    row=100,
)
def padding_left_in_dx(dout, x, W, b, stride=1, padding=0):
    """dx still has the padding around it."""
    from reference.convolution import conv2d_backward

    dW, db = conv2d_backward(dout, x, W, b, stride, padding)[1:]
    kh, kw = W.shape[2:]
    dx = np.zeros(_padded(x, padding).shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + kh, left : left + kw] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], W)
    return dx, dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="Without padding, padding:-padding is 0:0, which is empty: use padding : padding + h.",
    row=100,
)
def padding_cut_off_by_minus_padding(dout, x, W, b, stride=1, padding=0):
    """dx is cut to padding:-padding, which is empty without padding."""
    from reference.convolution import conv2d_backward

    dW, db = conv2d_backward(dout, x, W, b, stride, padding)[1:]
    kh, kw = W.shape[2:]
    dx = np.zeros(_padded(x, padding).shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + kh, left : left + kw] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], W)
    return dx[:, :, padding:-padding, padding:-padding], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="The image lies in the middle of its padding: begin to cut at row and column padding.",
    row=100,
)
def padding_cut_off_at_one_end(dout, x, W, b, stride=1, padding=0):
    """dx is cut to its first h rows and w columns."""
    from reference.convolution import conv2d_backward

    dW, db = conv2d_backward(dout, x, W, b, stride, padding)[1:]
    h, w = x.shape[2:]
    kh, kw = W.shape[2:]
    dx = np.zeros(_padded(x, padding).shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + kh, left : left + kw] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], W)
    return dx[:, :, :h, :w], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="A pixel lies in several windows, and its derivative is the sum over them: += and not =.",
    row=100,
)
def windows_overwrite_dx(dout, x, W, b, stride=1, padding=0):
    """Each window overwrites what the ones before it gave to dx."""
    from reference.convolution import conv2d_backward

    dW, db = conv2d_backward(dout, x, W, b, stride, padding)[1:]
    h, w = x.shape[2:]
    kh, kw = W.shape[2:]
    dx = np.zeros(_padded(x, padding).shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + kh, left : left + kw] = np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], W)
    return dx[:, :, padding : padding + h, padding : padding + w], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="Turn the kernel round only where you write dx as a full convolution; a window hands W back as it is.",
)
def kernel_turned_round_in_dx(dout, x, W, b, stride=1, padding=0):
    """dx takes the kernel turned round."""
    from reference.convolution import conv2d_backward

    dW, db = conv2d_backward(dout, x, W, b, stride, padding)[1:]
    h, w = x.shape[2:]
    kh, kw = W.shape[2:]
    dx = np.zeros(_padded(x, padding).shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        turned = W[:, :, ::-1, ::-1]
        dx[:, :, top : top + kh, left : left + kw] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], turned)
    return dx[:, :, padding : padding + h, padding : padding + w], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="As a convolution of dout, dx needs the kernel turned round: W[:, :, ::-1, ::-1].",
)
def full_convolution_unturned(dout, x, W, b, stride=1, padding=0):
    """dx is the full convolution of dout with a kernel that is not turned round."""
    from reference.convolution import conv2d_backward

    _, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    h, w = x.shape[2:]
    kh, kw = W.shape[2:]
    oh, ow = dout.shape[2:]
    spread = np.zeros((*dout.shape[:2], h + 2 * padding + kh - 1, w + 2 * padding + kw - 1))
    spread[:, :, kh - 1 : kh - 1 + oh * stride : stride, kw - 1 : kw - 1 + ow * stride : stride] = dout
    dx = np.einsum("nfijuv,fcuv->ncij", _windows(spread, kh, kw, 1), W)
    return dx[:, :, padding : padding + h, padding : padding + w], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="Window i begins at row i · stride, on the way back too.",
)
def stride_left_out_of_dx(dout, x, W, b, stride=1, padding=0):
    """dx is put together as if the stride were 1."""
    from reference.convolution import conv2d_backward

    dW, db = conv2d_backward(dout, x, W, b, stride, padding)[1:]
    h, w = x.shape[2:]
    kh, kw = W.shape[2:]
    dx = np.zeros(_padded(x, padding).shape)
    for i, j in np.ndindex(dout.shape[2:]):
        dx[:, :, i : i + kh, j : j + kw] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], W)
    return dx[:, :, padding : padding + h, padding : padding + w], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="The bias is a constant to the images: it has no part in dx.",
)
def bias_in_dx(dout, x, W, b, stride=1, padding=0):
    """The bias is added to dx."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    return dx + b.sum(), dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="Window i begins at row i · stride, on the way back too.",
    row=100,
)
def stride_left_out_of_dw(dout, x, W, b, stride=1, padding=0):
    """dW takes the windows as if the stride were 1."""
    from reference.convolution import conv2d_backward

    dx, _, db = conv2d_backward(dout, x, W, b, stride, padding)
    oh, ow = dout.shape[2:]
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], 1)[:, :, :oh, :ow]
    return dx, np.einsum("nfij,ncijuv->fcuv", dout, windows), db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="The kernel met the zeros of the padding as well: dW needs the padded image.",
)
def padding_left_out_of_dw(dout, x, W, b, stride=1, padding=0):
    """dW takes its windows from the image without padding."""
    from reference.convolution import conv2d_backward

    dx, _, db = conv2d_backward(dout, x, W, b, stride, padding)
    dW = np.zeros(W.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        window = x[:, :, top : top + W.shape[2], left : left + W.shape[3]]
        dW[:, :, : window.shape[2], : window.shape[3]] += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], window)
    return dx, dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="A kernel works in every window, and its derivative is the sum over them: += and not =.",
    row=100,
)
def windows_overwrite_dw(dout, x, W, b, stride=1, padding=0):
    """Each window overwrites what the ones before it gave to dW."""
    from reference.convolution import conv2d_backward

    dx, _, db = conv2d_backward(dout, x, W, b, stride, padding)
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    for i, j in np.ndindex(dout.shape[2:]):
        dW = np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], windows[:, :, i, j])
    return dx, dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="dW is the sum over the images of the batch: dW += …, with dW = 0 before the loop.",
    row=100,
)
def last_sample_in_dw(dout, x, W, b, stride=1, padding=0):
    """dW is that of the last image of the batch."""
    from reference.convolution import conv2d_backward

    dx, _, db = conv2d_backward(dout, x, W, b, stride, padding)
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    for n in range(len(x)):
        dW = np.einsum("fij,cijuv->fcuv", dout[n], windows[n])
    return dx, dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="dW[f, c, 0, 0] belongs to the top left pixel of each window: nothing is turned round here.",
)
def dw_turned_round(dout, x, W, b, stride=1, padding=0):
    """dW comes out turned round."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW[:, :, ::-1, ::-1], db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="dW has the shape of W: kernels first, then channels.",
)
def dw_transposed(dout, x, W, b, stride=1, padding=0):
    """dW has channels and kernels in each other's places."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW.transpose(1, 0, 2, 3), db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_bias_gradient],
    hint="b[f] goes into every pixel of every image: sum over the axes 0, 2 and 3.",
    row=15,
)
def db_for_every_pixel(dout, x, W, b, stride=1, padding=0):
    """db is summed over the batch, but not over the pixels."""
    from reference.convolution import conv2d_backward

    dx, dW, _ = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW, dout.sum(axis=0)


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_bias_gradient],
    hint="b is the same for all images: sum over the batch too.",
    row=15,
)
def db_for_every_sample(dout, x, W, b, stride=1, padding=0):
    """db is summed over the pixels, but not over the batch."""
    from reference.convolution import conv2d_backward

    dx, dW, _ = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW, dout.sum(axis=(2, 3))


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_bias_gradient],
    hint="Each kernel has a bias of its own: sum over the axes 0, 2 and 3, and leave axis 1.",
    row=16,
)
def db_one_number(dout, x, W, b, stride=1, padding=0):
    """db is one number, the sum of all of dout."""
    from reference.convolution import conv2d_backward

    dx, dW, _ = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW, dout.sum()


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_bias_gradient],
    hint="b[f] is added to every pixel, so its derivative is the sum of theirs, not the mean.",
    row=14,
)
def db_averaged(dout, x, W, b, stride=1, padding=0):
    """db is the mean over batch and pixels."""
    from reference.convolution import conv2d_backward

    dx, dW, _ = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW, dout.mean(axis=(0, 2, 3))


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient],
    hint="The loss has divided by N already, and dout holds that: here are sums only.",
    row=13,
)
def batch_averaged(dout, x, W, b, stride=1, padding=0):
    """All derivatives are divided by N once more."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    N = len(x)
    return dx / N, dW / N, db / N


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient],
    hint="The loss has divided by N already, and dout holds that: dW and db are sums over the batch.",
    row=13,
)
def dw_and_db_averaged(dout, x, W, b, stride=1, padding=0):
    """dW and db are divided by N once more."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, dW / len(x), db / len(x)


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_input_gradient, conv_kernel_gradient, conv_bias_gradient],
    hint="The order is that of the arguments: dx, dW, db.",
)
def derivatives_in_another_order(dout, x, W, b, stride=1, padding=0):
    """dW, db and dx are returned, in this order."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    return dW, db, dx


@lab.mistake(
    "conv2d_backward",
    caught_by=[whole_numbers],
    hint="np.zeros_like(x) takes the type of the image too; a derivative is a float: np.zeros(x.shape).",
    row=126,
)
def dx_of_whole_numbers(dout, x, W, b, stride=1, padding=0):
    """dx has the type of the images, and whole numbers swallow fractions."""
    from reference.convolution import conv2d_backward

    _, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    kh, kw = W.shape[2:]
    dx = np.zeros_like(_padded(x, padding))
    for i, j in np.ndindex(dout.shape[2:]):
        window = np.s_[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        dx[window] = dx[window] + np.tensordot(dout[:, :, i, j], W, axes=1)
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[inputs_unchanged],
    hint="dout belongs to whoever called you: write dout = dout * … where dout *= … changes it.",
    row=21,
)
def dout_spread_in_place(dout, x, W, b, stride=1, padding=0):
    """dout is changed."""
    from reference.convolution import conv2d_backward

    dx, dW, db = conv2d_backward(dout, x, W, b, stride, padding)
    dout *= len(x)
    return dx, dW, db


@lab.mistake(
    "conv2d_backward",
    caught_by=[conv_kernel_gradient, conv_bias_gradient],
    hint="dW and db are still the zeros that you began with.",
    row=132,
)
def unfinished_backward(dout, x, W, b, stride=1, padding=0):
    """dW and db are zeros."""
    from reference.convolution import conv2d_backward

    dx, _, _ = conv2d_backward(dout, x, W, b, stride, padding)
    return dx, np.zeros(W.shape), np.zeros(b.shape)


# max_pool_forward


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="Pixels may all be negative: begin with the window's first pixel, or with -np.inf.",
)
def maximum_begins_at_zero(x, size, stride):
    """The search for the maximum begins at 0."""
    return np.maximum(_windows(x, size, size, stride).max(axis=(4, 5)), 0)


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="The window moves by stride, not by its own size.",
    row=101,
)
def pool_stride_is_the_size(x, size, stride):
    """The window always moves by its own size."""
    return _windows(x, size, size, size).max(axis=(4, 5))


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="The window has size × size pixels, however far it moves.",
)
def pool_size_is_the_stride(x, size, stride):
    """The window is as large as the stride."""
    oh, ow = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
    return _windows(x, stride, stride, stride).max(axis=(4, 5))[:, :, :oh, :ow]


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="A reshape cuts the image into tiles: it does neither overlap nor leave pixels over.",
    row=101,
)
def pool_by_reshape(x, size, stride):
    """The image is reshaped into tiles."""
    N, C, h, w = x.shape
    return x.reshape(N, C, h // size, size, w // size, size).max(axis=(3, 5))


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="Only windows that lie wholly in the image count: // and + 1, not ceil.",
    row=99,
)
def pool_windows_cut_off(x, size, stride):
    """Windows that stick out of the image are cut off and counted as well."""
    N, C, h, w = x.shape
    out = np.zeros((N, C, -(-(h - size) // stride) + 1, -(-(w - size) // stride) + 1))
    for i, j in np.ndindex(out.shape[2:]):
        top, left = i * stride, j * stride
        out[:, :, i, j] = x[:, :, top : top + size, left : left + size].max(axis=(2, 3))
    return out


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="Count the windows of 2 pixels in a row of 2: there is one. Where is the + 1?",
    row=99,
)
def pool_last_window_missing(x, size, stride):
    """The output is one row and one column too small."""
    return _windows(x, size, size, stride).max(axis=(4, 5))[:, :, :-1, :-1]


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="Each channel is pooled by itself: the maximum is over rows and columns only.",
)
def pool_over_channels(x, size, stride):
    """The maximum is taken over the channels too."""
    return _windows(x, size, size, stride).max(axis=(1, 4, 5))[:, None]


@lab.mistake(
    "max_pool_forward",
    caught_by=[max_pool_values],
    hint="The image has h rows and w columns.",
    row=25,
)
def pool_of_square_images(x, size, stride):
    """The output is as wide as it is high."""
    N, C, h, _ = x.shape
    size_out = (h - size) // stride + 1
    out = np.zeros((N, C, size_out, size_out))
    for i, j in np.ndindex(size_out, size_out):
        top, left = i * stride, j * stride
        out[:, :, i, j] = x[:, :, top : top + size, left : left + size].max(axis=(2, 3))
    return out


# max_pool_backward


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_overlap],
    hint="A pixel may be the largest of several windows: += and not =.",
    row=101,
)
def windows_overwrite_pool(dout, x, size, stride):
    """Each window overwrites what the ones before it gave to dx."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c, top : top + size, left : left + size] = (window == window.max()) * dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_overlap],
    hint="A pixel may be the largest of several windows: += and not =.",
    row=101,
)
def largest_pixel_overwritten(dout, x, size, stride):
    """A pixel that is the largest of several windows keeps what the last of them gave."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        u, v = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + u, left + v] = dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient],
    hint="The other pixels of the window do not change the maximum: their derivative is 0.",
)
def handed_to_the_whole_window(dout, x, size, stride):
    """Every pixel of the window gets the derivative."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + size, left : left + size] += dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient, max_pool_ties],
    hint="What goes back is dout, not the value of the pixel.",
)
def maximum_for_its_derivative(dout, x, size, stride):
    """The largest pixel gets its own value."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c, top : top + size, left : left + size] += (window == window.max()) * window
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient, max_pool_ties],
    hint="The mask says where the derivative goes; it has to be multiplied with dout.",
)
def mask_without_dout(dout, x, size, stride):
    """The largest pixel gets 1."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c, top : top + size, left : left + size] += window == window.max()
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_ties],
    hint="Another pixel of the image may have the same value: compare within the window only.",
    row=102,
)
def mask_of_the_whole_image(dout, x, size, stride):
    """Every pixel of the image that equals the maximum gets the derivative."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c] += (x[n, c] == window.max()) * dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_ties],
    hint="Where two pixels are equal and largest, one of them at least has to get the derivative.",
    row=102,
)
def equal_pixels_get_nothing(dout, x, size, stride):
    """The derivative is lost where several pixels are equal and largest."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        mask = window == window.max()
        if mask.sum() == 1:
            dx[n, c, top : top + size, left : left + size] += mask * dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient, max_pool_overlap],
    hint="argmax counts within the window: add the row and column where the window begins.",
)
def offset_forgotten(dout, x, size, stride):
    """The place within the window is taken for the place in the image."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        u, v = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, u, v] += dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient],
    hint="argmax counts row by row: the row is index // size, the column index % size.",
)
def rows_and_columns_mixed_up(dout, x, size, stride):
    """Row and column of the largest pixel are mixed up."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        v, u = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + u, left + v] += dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient, max_pool_overlap],
    hint="Window i begins at row i · stride, not at i · size.",
    row=101,
)
def windows_by_their_size(dout, x, size, stride):
    """The windows are looked for at multiples of their size."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * size, j * size
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c, top : top + size, left : left + size] += (window == window.max()) * dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[whole_numbers],
    hint="np.zeros_like(x) takes the type of the image too; a derivative is a float: np.zeros(x.shape).",
    row=126,
)
def pool_dx_of_whole_numbers(dout, x, size, stride):
    """dx has the type of the images."""
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c, top : top + size, left : left + size] += (window == window.max()) * dout[n, c, i, j]
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[inputs_unchanged],
    hint="x belongs to whoever called you: make the mask an array of its own.",
    row=21,
)
def mask_written_into_the_image(dout, x, size, stride):
    """The mask is written into the images."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        dx[n, c, top : top + size, left : left + size] += (window == window.max()) * dout[n, c, i, j]
    x[:] = dx != 0
    return dx


@lab.mistake(
    "max_pool_backward",
    caught_by=[max_pool_gradient, max_pool_overlap, max_pool_ties],
    hint="dx is still the zeros that you began with.",
    row=132,
)
def unfinished_max_pool(dout, x, size, stride):
    """dx is zeros."""
    return np.zeros(x.shape)


# avg_pool_forward and avg_pool_backward


@lab.mistake(
    "avg_pool_forward",
    caught_by=[avg_pool_values],
    hint="The mean is the sum divided by the number of pixels, size².",
)
def sum_for_mean(x, size, stride):
    """The pixels of the window are summed."""
    return _windows(x, size, size, stride).sum(axis=(4, 5))


@lab.mistake(
    "avg_pool_forward",
    caught_by=[avg_pool_values],
    hint="A window of side size has size² pixels.",
)
def divided_by_the_side(x, size, stride):
    """The sum is divided by size instead of size²."""
    return _windows(x, size, size, stride).sum(axis=(4, 5)) / size


@lab.mistake(
    "avg_pool_forward",
    caught_by=[avg_pool_values],
    hint="The window moves by stride, not by its own size.",
    row=101,
)
def avg_stride_is_the_size(x, size, stride):
    """The window always moves by its own size."""
    return _windows(x, size, size, size).mean(axis=(4, 5))


@lab.mistake(
    "avg_pool_forward",
    caught_by=[whole_numbers],
    hint="The mean of whole numbers is no whole number: np.zeros(…) instead of np.zeros(…, dtype=x.dtype).",
    row=126,
)
def mean_in_whole_numbers(x, size, stride):
    """The mean has the type of the images."""
    return _windows(x, size, size, stride).mean(axis=(4, 5)).astype(x.dtype)


@lab.mistake(
    "avg_pool_backward",
    caught_by=[avg_pool_gradient],
    hint="Each pixel makes 1/size² of the mean, so it gets 1/size² of the derivative.",
    row=24,
)
def not_divided_backwards(dout, x, size, stride):
    """Every pixel gets the whole derivative."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + size, left : left + size] += dout[:, :, i, j, None, None]
    return dx


@lab.mistake(
    "avg_pool_backward",
    caught_by=[avg_pool_gradient],
    hint="Each pixel makes 1/size² of the mean, so it gets 1/size² of the derivative.",
    row=24,
)
def divided_by_the_side_backwards(dout, x, size, stride):
    """The derivative is divided by size instead of size²."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + size, left : left + size] += dout[:, :, i, j, None, None] / size
    return dx


@lab.mistake(
    "avg_pool_backward",
    caught_by=[avg_pool_overlap],
    hint="A pixel lies in several windows, and its derivative is the sum over them: += and not =.",
    row=101,
)
def windows_overwrite_avg(dout, x, size, stride):
    """Each window overwrites what the ones before it gave to dx."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + size, left : left + size] = dout[:, :, i, j, None, None] / size**2
    return dx


@lab.mistake(
    "avg_pool_backward",
    caught_by=[inputs_unchanged],
    hint="dout /= … changes the array of whoever called you: write dout = dout / ….",
    row=21,
)
def dout_divided_in_place(dout, x, size, stride):
    """dout is divided in place."""
    dout /= size**2
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + size, left : left + size] += dout[:, :, i, j, None, None]
    return dx


@lab.mistake(
    "avg_pool_backward",
    caught_by=[avg_pool_gradient, avg_pool_overlap],
    hint="Repeating dout fills tiles side by side: it does neither overlap nor leave pixels over.",
    row=101,
)
def repeated_tiles(dout, x, size, stride):
    """dout is enlarged by np.repeat."""
    return np.repeat(np.repeat(dout, size, axis=2), size, axis=3) / size**2


@lab.mistake(
    "avg_pool_backward",
    caught_by=[whole_numbers],
    hint="np.zeros_like(x) takes the type of the image too; a derivative is a float: np.zeros(x.shape).",
    row=126,
)
def avg_dx_of_whole_numbers(dout, x, size, stride):
    """dx has the type of the images."""
    dx = np.zeros_like(x)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + size, left : left + size] += dout[:, :, i, j, None, None] / size**2
    return dx


@lab.mistake(
    "avg_pool_backward",
    caught_by=[avg_pool_gradient, avg_pool_overlap, learns_bars],
    hint="dx is still the zeros that you began with.",
    row=132,
)
def unfinished_avg_pool(dout, x, size, stride):
    """dx is zeros."""
    return np.zeros(x.shape)
