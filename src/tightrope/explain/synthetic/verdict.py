"""The rule by which a synthetic case tells something, stated before any outcome is looked at."""

from __future__ import annotations

from dataclasses import replace

from tightrope.core.effect import SyntheticCase

DONORS = 20  # fewer donors, or fewer placebos that fit, and nothing is told
LEAST_BEFORE, LEAST_AFTER = 8, 2
LEVEL = 0.05
CANNOT, NONE = "cannot tell", "no clear move"


def verdict(case: SyntheticCase) -> SyntheticCase:
    """Return the case with its verdict.

    "closer" or "away" asks for all of: a fit before the date that counts, twenty placebos whose fit counts, a
    permutation p of at most .05, an interval of the mean gap on one side of zero, no earlier date that stands out
    as well, and a sign that stays without any one donor and in the augmented mix. Where p is larger or the
    interval holds zero the verdict is "no clear move"; where another of these fails it is "cannot tell", with
    the reason.

    References
    ----------
    :cite:`abadie2021` section 4 (what makes a synthetic control credible); own: the numbers,
    docs/explanation/synthetic.md.
    """
    fit, mean = case.fit, case.effect["mean"]
    if fit["relative"] > fit["bound"]:
        why = f"the mix misses the years before by {fit['relative']:.2f} of what states usually move; "
        return replace(case, verdict=CANNOT, reason=why + f"at most {fit['bound']:.2f} counts as a fit")
    if fit["placebos"] < DONORS:
        why = f"{fit['placebos']:.0f} placebos fit the years before; {DONORS} are needed"
        return replace(case, verdict=CANNOT, reason=why)
    place = f"rank {fit['rank']:.0f} of {fit['placebos'] + 1:.0f}, p {fit['p']:.2f}"
    if fit["p"] > LEVEL:
        return replace(case, verdict=NONE, reason=f"the gap does not stand out of the placebos ({place})")
    if case.effect["low"] * case.effect["high"] <= 0.0:
        return replace(case, verdict=NONE, reason=f"the gap stands out but keeps no one sign ({place})")
    early = [row for row in case.in_time if row["p"] <= LEVEL]
    if early:
        years = " and ".join(f"{row['year']:.0f}" for row in early)
        return replace(case, verdict=CANNOT, reason=f"the made-up date {years} stands out as well ({place})")
    turned = [code for code, gap in case.without.items() if gap * mean <= 0.0]
    if turned:
        return replace(case, verdict=CANNOT, reason=f"without {', '.join(turned)} the gap changes its sign ({place})")
    if case.effect["augmented"] * mean <= 0.0:
        return replace(case, verdict=CANNOT, reason=f"the augmented mix has the other sign ({place})")
    return replace(case, verdict="closer" if mean > 0.0 else "away", reason=place)
