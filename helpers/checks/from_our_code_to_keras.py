"""The exercises of notebook 08, by algebra and without Keras; and eight programs for it, each with a mistake."""

import inspect

import numpy as np

from helpers.checking.compare import compare
from helpers.checking.mistakes import mistakes
from helpers.checks.hunts import judge_hunt
from helpers.exercises import check


def _answers(w, columns):
    """What a layer without activation makes of each column: w times the column with a 1 on top."""
    return np.array([[row[0] + sum(row[1:] * column) for row in w] for column in columns])


def kernel_and_bias(w):
    """The bias is what the layer answers to zeros; a row of the kernel, what an input of 1 adds to it."""
    n = w.shape[1] - 1
    bias = _answers(w, [np.zeros(n)])[0]
    return [_answers(w, np.eye(n)) - bias, bias]


TO_KERAS_MISTAKES = mistakes("""
def to_keras(w):
    return [w[:, 1:].T, w[:, 0]]

    w[:, 1:].T => w[:, 1:]
        The kernel is not transposed. In Keras' x · kernel, x is a *row*: the kernel has a row for each input.
    [w[:, 1:].T, w[:, 0]] => [w[:, :-1].T, w[:, -1]]
        The last column is taken for the bias. In this course it is the first.
    w[:, 1:].T => w[:, 1:].reshape(w.shape[1] - 1, -1)
        The shape is right, but `reshape` keeps the sequence of numbers. What becomes a column is a row now: transpose.
    w[:, 0]] => w[0]]  # The first *row* is taken for the biases; that is one neuron. The biases are the first column.
    [w[:, 1:].T, w[:, 0]] => [w[1:].T, w[0]]  # The first *row* is taken for the biases; that is one neuron. The biases are the first column.
    """)


@check(
    "For one sample as a row x, Keras computes x · kernel + bias. Which shape must the kernel have, if x has n entries?",
    "Column 0 of w is the bias. The rest has a row for each neuron, and the kernel has a column for each.",
    "`return [w[:, 1:].T, w[:, 0]]`",
)
def to_keras(function):
    rng = np.random.default_rng(1)
    cases = [(rng.standard_normal(shape),) for shape in ((3, 5), (6, 4), (4, 5), (1, 3))]
    compare(function, cases, kernel_and_bias, TO_KERAS_MISTAKES, "a column of the kernel is a neuron")
    return "four layers, by what they answer to zeros and to one input at a time."


def beside(kernel, bias):
    """Neuron by neuron: the bias, then its weights."""
    return np.array([[b, *(kernel[j, i] for j in range(len(kernel)))] for i, b in enumerate(bias)])


FROM_KERAS_MISTAKES = mistakes("""
def from_keras(kernel, bias):
    return np.column_stack([bias, kernel.T])

    np.column_stack([bias, kernel.T]) => np.column_stack([bias, kernel.reshape(len(bias), -1)])
        The shape is right, but `reshape` keeps the sequence of numbers. A column of the kernel is a neuron: transpose.
    np.column_stack([bias, kernel.T]) => np.column_stack([np.ones(len(bias)), kernel.T])
        Column 0 holds ones. The ones belong on top of the *samples*; here stands what they are multiplied with, the bias.
    """)


@check(
    "It undoes `to_keras`: a row for each neuron, with its bias in front.",
    "Transpose the kernel, and put the bias before it as a column.",
    "`return np.column_stack([bias, kernel.T])`",
)
def from_keras(function):
    rng = np.random.default_rng(2)
    shapes = ((5, 3), (4, 6), (4, 4), (3, 1))
    cases = [(rng.standard_normal(shape), rng.standard_normal(shape[1])) for shape in shapes]
    compare(function, cases, beside, FROM_KERAS_MISTAKES, "a row is a neuron")
    return "four layers, neuron by neuron."


def _kernels_and_bias(w, k):
    """Each weight looked up: channel c, row a and column b of a patch stand in column 1 + (c k + a) k + b."""
    kernel = np.empty((k, k, (w.shape[1] - 1) // k**2, len(w)))
    for a, b, c, i in np.ndindex(kernel.shape):
        kernel[a, b, c, i] = w[i, 1 + (c * k + a) * k + b]
    return [kernel, w[:, 0].copy()]


CONV_TO_KERAS_MISTAKES = mistakes("""
def conv_to_keras(w, k):
    kernels = w[:, 1:].reshape(len(w), -1, k, k)
    return [kernels.transpose(2, 3, 1, 0), w[:, 0]]

    transpose(2, 3, 1, 0) => transpose(3, 2, 1, 0)
        Rows and columns of the kernels are exchanged. (With four axes, `.T` does that, too: it turns the order of *all* of them round.)
    kernels.transpose(2, 3, 1, 0) => w[:, 1:].reshape(k, k, -1, len(w))
        The shape is right, but `reshape` keeps the sequence of numbers. Say what the axes are, then change their order.
    reshape(len(w), -1, k, k) => reshape(len(w), k, k, -1).transpose(0, 3, 1, 2)
        The weights of a patch are split up with the channel last. In `patches` the channels come first, then rows and columns: split
        them up like that, before the axes change places.
    w[:, 1:] => w[:, :-1]
    w[:, 0] => w[:, -1]
        The bias is taken from the last column. In our weights it stands in column 0, and the others follow.
    """)


@check(
    "First give the weights of a kernel their axes back: `patches` runs through channels, then rows, then columns.",
    "So `w[:, 1:]` becomes (n, C, k, k). Then put the axes in Keras' order, (k, k, C, n), by `transpose`, not by `reshape`.",
    "`kernels = w[:, 1:].reshape(len(w), -1, k, k)`, then `return [kernels.transpose(2, 3, 1, 0), w[:, 0]]`.",
)
def conv_to_keras(function):
    rng = np.random.default_rng(3)
    sizes = ((4, 3, 2), (5, 2, 3), (2, 5, 1), (5, 1, 3))
    cases = [(rng.standard_normal((n, C * k * k + 1)), k) for n, C, k in sizes]
    compare(function, cases, _kernels_and_bias, CONV_TO_KERAS_MISTAKES)
    return "four layers, weight by weight, against the order of `patches`."


def _flattened(w, shape):
    """Row r of the kernel belongs to pixel r of maps that were flattened row by row, all channels of a pixel together."""
    C, H, W = shape
    places = [1 + (c * H + i) * W + j for i in range(H) for j in range(W) for c in range(C)]
    return [np.array([w[:, place] for place in places]), w[:, 0].copy()]


DENSE_AFTER_FLATTEN_MISTAKES = mistakes("""
def dense_after_flatten(w, shape):
    weights = w[:, 1:].reshape(-1, *shape)
    return [weights.transpose(2, 3, 1, 0).reshape(-1, len(w)), w[:, 0]]

    weights.transpose(2, 3, 1, 0).reshape(-1, len(w)) => w[:, 1:].T
        The inputs are in our order, channel by channel. Keras flattens (H, W, C): all channels of a pixel, then the next.
    weights.transpose(2, 3, 1, 0).reshape(-1, len(w)) => w[:, 1:].reshape(len(w), *shape[1:], -1).transpose(0, 3, 1, 2).reshape(len(w), -1).T
        It is the way back, from (H, W, C) to (C, H, W). Ours are (C, H, W), and Keras wants (H, W, C).
    transpose(2, 3, 1, 0) => transpose(3, 2, 1, 0)
        Rows and columns of the maps are exchanged. (With four axes, `.T` does that, too: it turns the order of *all* of them round.)
    weights.transpose(2, 3, 1, 0).reshape(-1, len(w)) => weights.transpose(2, 3, 1, 0).reshape(len(w), -1).T
        The axes are in the right order, (H, W, C, n); the last step mixes them up. It is the first three that become one: `reshape(-1, n)`.
    transpose(2, 3, 1, 0) => transpose(0, 2, 3, 1)
        The inputs of a neuron are in the right order, but its axis stands first, (n, H, W, C), and the last step mixes the neurons up.
        Make (n, H·W·C) of it and transpose, or put the axis n last before.
    weights.transpose(2, 3, 1, 0).reshape(-1, len(w)) => w[:, 1:].reshape(-1, len(w))
        The shape is right, but `reshape` keeps the sequence of numbers. Say what the axes are, then change their order.
    w[:, 1:] => w[:, :-1]
    w[:, 0] => w[:, -1]
        The bias is taken from the last column. In our weights it stands in column 0, and the others follow.
    """)


@check(
    "`V.reshape(C * H * W, N)` runs through channels, rows, columns. `Flatten` runs through (H, W, C): rows, columns, channels.",
    "Give the weights of a neuron the axes (C, H, W), put them in the order (H, W, C, n), and make one axis of the first three.",
    "`weights = w[:, 1:].reshape(-1, *shape)`, then `return [weights.transpose(2, 3, 1, 0).reshape(-1, len(w)), w[:, 0]]`.",
)
def dense_after_flatten(function):
    rng = np.random.default_rng(4)
    sizes = ((4, (3, 1, 2)), (3, (2, 3, 4)), (2, (3, 4, 2)), (5, (4, 2, 2)))
    cases = [(rng.standard_normal((n, np.prod(shape) + 1)), shape) for n, shape in sizes]
    compare(function, cases, _flattened, DENSE_AFTER_FLATTEN_MISTAKES)
    return "four layers, input by input, in the order in which Keras flattens."


# --- Name that mistake ----------------------------------------------------------------------------


def program(keras, x, y, x_val, y_val):
    """The digits of 06 in Keras, as they should be; returns the history. Samples are rows, labels whole numbers."""
    keras.utils.set_random_seed(0)
    layers, start = keras.layers, "glorot_uniform"
    model = keras.Sequential(
        [
            keras.Input((64,)),
            layers.Dense(64, activation="relu", kernel_initializer=start),
            layers.Dense(10, activation="softmax", kernel_initializer=start),
        ]
    )
    adam = keras.optimizers.Adam(0.003)
    model.compile(optimizer=adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=32, epochs=10, validation_data=(x_val, y_val), verbose=0).history


# What is planted into it, and why its numbers are what they are.
_PLANTED = mistakes(f"""{inspect.getsource(program)}
    "sparse_categorical_crossentropy" => keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        the output is a probability already, and the loss takes the softmax of it once more. A probability is at most 1, so this loss
        never gets below log(1 + 9/e) = 1.46, however well the network reads
    keras.utils => y, y_val = y + 1, y_val + 1\\n    keras.utils
        nothing has the output 10, and no message says so. The images with this label are lost, one in ten, so the accuracy stays
        below some 90 %
    return model => model.fit(x, y, batch_size=32, epochs=10, verbose=0)\\n    return model
        the second `fit` does not begin again. Its first epoch is as good as the last one of the first
    "glorot_uniform" => "zeros"
        all hidden neurons stay at 0, and only the biases of the output learn: how frequent each digit is. The loss stays at
        log 10 = 2.30, a guess among ten
    keras.utils => order = np.argsort(y, kind="stable")\\n    x, y = x[order], y[order]\\n    keras.utils
    validation_data=(x_val, y_val) => validation_split=0.2
        `validation_split` takes the *last* fifth, before it shuffles. Of sorted digits that is all 8s and 9s: they validate, and none
        of them is in the training
    Adam(0.003) => Adam(0.000003)
        it learns, but a thousand times too slowly: after ten epochs the weights are nearly those of the start
    "sparse_categorical_crossentropy" => "binary_crossentropy"
    keras.utils => y, y_val = keras.utils.to_categorical(y, 10), keras.utils.to_categorical(y_val, 10)\\n    keras.utils
        the loss is a mean over ten questions, and nine of them are easy. It learns all the same; but its loss is small from the
        first epoch on, and cannot be compared with the others
    keras.utils => y = y[::-1]\\n    keras.utils
        there is nothing to learn but single images. On these it gets slowly better, on others worse
    """)
CAUSES = "abcdefghij"  # as in the notebook's table
_LOOK = (
    "The accuracy is fine, the loss is not. What is the lowest value that it can have?",
    "At what accuracy does it stop? What share of the images is that?",
    "Look at the first epoch.",
    "2.30 is the logarithm of what?",
    "Compare training and validation.",
    "Both losses fall, on training and validation. By how much, in ten epochs?",
    "In the first epoch: can the loss be so small at such an accuracy?",
    "On the training images it gets better, on others worse.",
)
MISTAKES = {number: (cause, m.message) for number, cause, m in zip(range(1, 9), "aficgdhe", _PLANTED)}
programs = {number: m.function for number, m in enumerate(_PLANTED, 1)}


def hunt(answers):
    """Say of each answer, ``{number of the program: letter of the cause, or "?"}``, whether it is the cause."""
    judge_hunt(answers, MISTAKES, lambda number, _: _LOOK[number - 1], CAUSES, "program", "cause", "name that mistake")
