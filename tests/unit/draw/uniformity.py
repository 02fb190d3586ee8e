"""Whether what was drawn is as evenly spread as chance makes it, and no less."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice

#: How many times each valid draw is expected to come out. Chance alone makes the distance from
#: uniform sqrt(1 / (2π · 1800)) = 0.0094 then; 1.15 times that and 0.002 is 0.013, the bound below.
EACH = 1_800
#: A part that draws is looked at less closely than the whole: a bias of one in fifty shows.
EACH_OF_A_PART = 600

#: What may be seen: more than this by chance alone once in a hundred thousand times.
LEAST_P = 1e-5


def check_uniform(
    drawn: Iterator[Hashable], possible: Sequence[Hashable], each: int = EACH_OF_A_PART
) -> None:
    """All of `possible` come out, nothing else, and each as often as the others: by the total
    variation distance, and by chi-square, which sees a few who are off among many who are not.

    Of few possible draws one lot of samples in ten is further off by chance alone. So twice as many
    are looked at then, and twice as many again: chance evens out, a bias does not.
    """
    counts = Counter[Hashable]()
    for samples in (each * len(possible) * times for times in (1, 2, 4, 8)):
        counts.update(islice(drawn, samples - counts.total()))
        assert set(counts) == set(possible)
        assert p_of_uniform(list(counts.values())) > LEAST_P
        if distance(counts) <= 1.15 * expected_distance(len(possible), samples) + 0.002:
            return
    raise AssertionError(f"{distance(counts):.4f} from uniform after {samples} samples")


def distance(counts: Counter[Hashable]) -> float:
    """The total variation distance from uniform."""
    mean = counts.total() / len(counts)
    return sum(abs(count - mean) for count in counts.values()) / 2 / counts.total()


def expected_distance(possible: int, samples: int) -> float:
    """The mean total variation distance of samples that are uniform: de Moivre's mean absolute
    deviation of a binomial number, which is about sqrt(possible / (2π · samples)) in all."""
    share = 1 / possible
    least = math.floor(samples * share) + 1
    if possible == 1:
        return 0.0
    log_chance = (
        math.lgamma(samples + 1)
        - math.lgamma(least + 1)
        - math.lgamma(samples - least + 1)
        + least * math.log(share)
        + (samples - least + 1) * math.log1p(-share)
    )
    return possible * least * math.exp(log_chance) / samples


def p_of_uniform(counts: Sequence[int]) -> float:
    """The chance that uniform samples are spread as unevenly as `counts`, by Pearson's test."""
    mean = sum(counts) / len(counts)
    return p_of_chi_square(sum((count - mean) ** 2 for count in counts) / mean, len(counts) - 1)


def p_of_shares(counts: Sequence[int], shares: Sequence[float]) -> float:
    """The same where each is expected as often as `shares` say."""
    scale = sum(counts) / sum(shares)
    pairs = zip(counts, (share * scale for share in shares), strict=True)
    return p_of_chi_square(
        sum((count - mean) ** 2 / mean for count, mean in pairs), len(counts) - 1
    )


def p_of_chi_square(value: float, freedom: int) -> float:
    """The upper tail, by the series of the incomplete gamma function (Abramowitz, Stegun 6.5.29),
    or by its continued fraction (6.5.31) where that is small."""
    shape, at = freedom / 2, value / 2
    if at <= 0 or shape <= 0:
        return 1.0
    scale = math.exp(shape * math.log(at) - at - math.lgamma(shape))
    if at < shape + 1:
        term = total = 1 / shape
        step = shape
        while term > total * 1e-15:
            step += 1
            term *= at / step
            total += term
        return 1 - scale * total
    return scale * _fraction(shape, at)


def _fraction(shape: float, at: float) -> float:
    """1/(x+1−a− 1·(1−a)/(x+3−a− 2·(2−a)/(x+5−a− …))), from the front (Lentz)."""
    below = at + 1 - shape
    front, back = 1e300, 1 / below
    fraction = back
    for count in range(1, 10_000):
        over = -count * (count - shape)
        below += 2
        back = 1 / (over * back + below)
        front = below + over / front
        fraction *= front * back
        if abs(front * back - 1) < 1e-14:
            break
    return fraction
