"""Whether many services differ more than chance makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from closecall.spc.series import mean, quantile

WINSORISED = 0.1
"""The share at each end whose values are drawn in to the next ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """How far counts lie from those expected, taken together."""

    z: tuple[float, ...]
    z_winsorised: tuple[float, ...]
    phi: float
    """Mean square of the winsorised z; about 1 where chance alone is at work."""

    @property
    def beyond_chance(self) -> bool:
        """Whether the services differ more than chance: phi above 1 + 2 sqrt(2 / k)."""
        return self.phi > 1 + 2 * sqrt(2 / len(self.z))


def dispersion(observed: Sequence[float], expected: Sequence[float]) -> Dispersion | None:
    """Compare counts with those expected, service by service.

    Args:
        observed: Counts, shape (k,), each >= 0.
        expected: Counts at the common rate, shape (k,), each >= 0.

    Returns:
        z = 2 (sqrt(O) - sqrt(E)), the same with 10% at each end drawn in, and phi; None without
        services.

    Raises:
        ValueError: There are not as many of the one as of the other.

    Source:
        Spiegelhalter (2005), Statistics in Medicine 24, 1185.
    """
    z = tuple(2 * (sqrt(o) - sqrt(e)) for o, e in zip(observed, expected, strict=True))
    if not z:
        return None
    low, high = quantile(z, WINSORISED), quantile(z, 1 - WINSORISED)
    drawn_in = tuple(min(max(value, low), high) for value in z)
    phi = mean([value * value for value in drawn_in])
    return Dispersion(z=z, z_winsorised=drawn_in, phi=phi if phi is not None else 0.0)
