"""Seasons, drift, shocks, stock, prices and sales."""

from __future__ import annotations

from typing import Any

import pytest

from envref.market import (
    Commodity,
    open_market,
    proceeds_of,
    quote,
    relax,
    shock_market,
    tick_market,
    undisturbed_price,
)

BELL_0 = 0x8000_7FFF_8000_7FFF


def iron(**changes: Any) -> Commodity:
    """Return a market of iron at rest: base 45, prices 12..180, depth 500."""
    rest: dict[str, Any] = {"period": 200, "offset": 0, "swing": 0.2, "base_stock": 50.0}
    values = {"id": 0, **rest, "stock": 50.0, "drift": 0.0, **changes}
    return Commodity(**values)


def test_a_season_swings_around_the_base_price() -> None:
    # tick 150 of 200: x = 2 * 150 / 200 - 1 = 1/2, where the wave is 1
    assert undisturbed_price(iron(), 150) == 45 * (1 + 0.2 * (0.775 + 0.225))
    assert undisturbed_price(iron(), 50) == 45 * (1 - 0.2 * (0.775 + 0.225))
    assert undisturbed_price(iron(), 0) == 45.0
    assert undisturbed_price(iron(offset=150), 200) == undisturbed_price(iron(), 150)


def test_drift_and_shock_add_to_the_season() -> None:
    assert undisturbed_price(iron(drift=0.25, shock=0.5), 0) == 45 * (1 + 0.25 + 0.5)


def test_stock_presses_the_price() -> None:
    # base stock 0: the price is divided by (1 + 500/500)^2
    assert quote(iron(base_stock=0.0, stock=500.0, drift=1.0), 0, price_impact=True) == 90 / 4
    assert quote(iron(base_stock=0.0, stock=500.0, drift=1.0), 0, price_impact=False) == 90.0
    assert quote(iron(base_stock=500.0, stock=500.0), 0, price_impact=True) == 45.0


@pytest.mark.parametrize("price_impact", [True, False])
def test_prices_are_clamped(price_impact: bool) -> None:
    assert quote(iron(shock=-2.0), 0, price_impact=price_impact) == 12.0
    assert quote(iron(shock=9.0), 0, price_impact=price_impact) == 180.0


def test_selling_in_halves_brings_the_same_as_selling_whole() -> None:
    commodity = iron(stock=100.0, price=40.0)
    # k = 40 * 1.2 * 1.2; 40 units end at 1 + 140/500
    whole = proceeds_of(commodity, 40.0, price_impact=True)
    assert whole == 40.0 * 1.2 * 1.2 * 40.0 / (1.2 * 1.28)
    first = proceeds_of(commodity, 20.0, price_impact=True)
    after_first = iron(stock=120.0, price=40.0 * 1.2 * 1.2 / (1.24 * 1.24))
    second = proceeds_of(after_first, 20.0, price_impact=True)
    # the same integral in two parts: equal up to rounding
    assert first + second == pytest.approx(whole, rel=1e-14, abs=0)


def test_without_price_impact_a_sale_brings_the_price() -> None:
    assert proceeds_of(iron(stock=100.0, price=40.0), 3.0, price_impact=False) == 3 * 40


def test_a_tick_relaxes_towards_rest() -> None:
    commodity = iron(drift=0.5, shock=0.5, stock=150.0)
    relax(commodity, BELL_0)
    assert commodity.drift == 0.97 * 0.5
    assert commodity.shock == 0.985 * 0.5
    assert commodity.stock == 50 + 0.985 * 100


def test_drift_takes_noise() -> None:
    commodity = iron()
    relax(commodity, 0)
    assert commodity.drift == 0.0146 * (-131070 * 2.6429e-5)


@pytest.mark.parametrize(
    ("shock", "after"),
    [
        (1.0e-12, 0.0),
        (-1.0e-12, 0.0),
        (1.0e-12 / 0.985, 1.0e-12),
        (1.1e-12, 0.985 * 1.1e-12),
        (-1.1e-12, 0.985 * -1.1e-12),
    ],
)
def test_a_small_shock_is_over(shock: float, after: float) -> None:
    commodity = iron(shock=shock)
    relax(commodity, BELL_0)
    assert commodity.shock.hex() == after.hex()


def test_a_shock_rises_or_falls_by_bit_3(word_at: Any) -> None:
    risen, fallen = iron(), iron()
    shock_market(risen, 8, word_at(0.5))
    shock_market(fallen, 7, word_at(0.5))
    assert risen.shock == 0.25 + 0.25 * 0.5
    assert fallen.shock == -(0.15 + 0.15 * 0.5)


def test_a_shock_strikes_one_commodity_once_in_400_ticks(rigged: Any, word_at: Any) -> None:
    below_400th, at_400th = word_at(1 / 512), word_at(1 / 256)
    market = open_market(rigged(), price_impact=True)
    # 8 + 6 = 14 = 2 mod 6 with bit 3 set: water ice rises
    key = rigged(TRADE=[*[BELL_0] * 6, below_400th, 14, word_at(0.0)])
    quiet = rigged(TRADE=[*[BELL_0] * 6, at_400th, 14, word_at(0.0)])
    assert not tick_market(market, quiet, 1, price_impact=True, market_shocks=True)
    assert not tick_market(market, key, 1, price_impact=True, market_shocks=False)
    assert [commodity.shock for commodity in market] == [0.0] * 6
    assert tick_market(market, key, 1, price_impact=True, market_shocks=True)
    assert [commodity.shock for commodity in market] == [0, 0, 0.25, 0, 0, 0]


def test_the_market_opens_at_its_base_stock(rigged: Any, word_at: Any) -> None:
    half = word_at(0.5)
    market = open_market(rigged(MARKET=[half] * 5), price_impact=True)
    for commodity in market:
        # uniform_int(1/2, 201) = 100 and uniform_int(1/2, 280) = 140: x = 0, no season
        assert (commodity.period, commodity.offset) == (280, 140)
        assert commodity.swing == 0.10 + 0.20 * 0.5
        assert commodity.stock == commodity.base_stock == 20 + 100 * 0.5
        assert commodity.last_price == commodity.price
        assert commodity.shock == 0.0
