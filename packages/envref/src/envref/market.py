"""The station's market: seasons, drift, shocks, stock and prices (docs/world.md, section 4)."""

from __future__ import annotations

from dataclasses import dataclass

from envcore import spec
from envref.arithmetic import clamp, wave
from envref.random_numbers import RngKey, approx_normal, uniform01, uniform_int


@dataclass(slots=True)
class Commodity:
    """The market of one commodity; prices in credits per unit, stock in units."""

    id: int
    period: int
    """Ticks of a season."""
    offset: int
    """Ticks into the season at tick 0."""
    swing: float
    base_stock: float
    stock: float
    drift: float
    shock: float = 0.0
    price: float = 0.0
    """What the station quotes now."""
    last_price: float = 0.0
    """What it quoted at the observation before the current one."""


def open_market(key: RngKey, price_impact: bool) -> list[Commodity]:
    """Draw the market at reset and quote its first prices (world.md 4)."""
    market = []
    for c in range(spec.N_COMMODITIES):
        draws = key.words(spec.Domain.MARKET, c, 5)
        period = spec.SEASON_TICKS_MIN + uniform_int(draws[0], spec.SEASON_TICKS_SPAN)
        base_stock = spec.STOCK_BASE + spec.STOCK_SPREAD * uniform01(draws[3])
        commodity = Commodity(
            id=c,
            period=period,
            offset=uniform_int(draws[1], period),
            swing=spec.SWING_BASE + spec.SWING_SPREAD * uniform01(draws[2]),
            base_stock=base_stock,
            stock=base_stock,
            drift=spec.DRIFT_START * approx_normal(draws[4]),
        )
        commodity.price = quote(commodity, 0, price_impact)
        commodity.last_price = commodity.price
        market.append(commodity)
    return market


def undisturbed_price(commodity: Commodity, tick: int) -> float:
    """Return the undisturbed price at `tick` (world.md 4, `free`)."""
    row = spec.COMMODITY_TABLE[commodity.id]
    phase = (tick + commodity.offset) % commodity.period
    season = commodity.swing * wave(2 * phase / commodity.period - 1.0)
    return row.base_price * (1.0 + season + commodity.drift + commodity.shock)


def quote(commodity: Commodity, tick: int, price_impact: bool) -> float:
    """Return the price that the station quotes at `tick` (world.md 4, `price`)."""
    row = spec.COMMODITY_TABLE[commodity.id]
    price = undisturbed_price(commodity, tick)
    if price_impact:
        price = price / pressure(commodity.stock, row.depth)
        price = price * pressure(commodity.base_stock, row.depth)
    return clamp(price, row.price_min, row.price_max)


def pressure(stock: float, depth: float) -> float:
    """Return by how much a stock in a market of this depth divides the price (world.md 4)."""
    return (1.0 + stock / depth) * (1.0 + stock / depth)


def proceeds_of(commodity: Commodity, quantity: float, price_impact: bool) -> float:
    """Return the credits that selling `quantity` units brings (world.md 4)."""
    if not price_impact:
        return quantity * commodity.price
    depth = spec.COMMODITY_TABLE[commodity.id].depth
    glut = 1.0 + commodity.stock / depth
    glut_after = 1.0 + (commodity.stock + quantity) / depth
    k = commodity.price * glut * glut
    return k * quantity / (glut * glut_after)


def remember_prices(market: list[Commodity]) -> None:
    """Keep the prices of the observation that a policy acts on (interface.md, 250..255)."""
    for commodity in market:
        commodity.last_price = commodity.price


def tick_market(
    market: list[Commodity], key: RngKey, tick: int, *, price_impact: bool, market_shocks: bool
) -> bool:
    """Advance the market to `tick`; return whether a shock came (world.md 4, one market tick)."""
    draws = key.words(spec.Domain.TRADE, tick, 9)
    for commodity in market:
        relax(commodity, draws[commodity.id])
    is_shocked = market_shocks and uniform01(draws[6]) < 1.0 / spec.SHOCK_ODDS
    if is_shocked:
        shock_market(market[draws[7] % spec.N_COMMODITIES], draws[7], draws[8])
    for commodity in market:
        commodity.price = quote(commodity, tick, price_impact)
    return is_shocked


def relax(commodity: Commodity, word: int) -> None:
    """Update drift, shock and stock by one tick (world.md 4, tick part 1)."""
    commodity.drift = spec.DRIFT_KEEP * commodity.drift + spec.DRIFT_NOISE * approx_normal(word)
    commodity.shock = spec.SHOCK_KEEP * commodity.shock
    if abs(commodity.shock) < spec.SHOCK_FLOOR:
        commodity.shock = 0.0
    excess = commodity.stock - commodity.base_stock
    commodity.stock = commodity.base_stock + spec.STOCK_KEEP * excess


def shock_market(commodity: Commodity, kind_word: int, size_word: int) -> None:
    """Apply a random shock to a price (world.md 4, tick part 2)."""
    if kind_word & spec.SHOCK_UP_BIT:
        rise = spec.SHOCK_UP_BASE + spec.SHOCK_UP_SPREAD * uniform01(size_word)
        commodity.shock = commodity.shock + rise
    else:
        fall = spec.SHOCK_DOWN_BASE + spec.SHOCK_DOWN_SPREAD * uniform01(size_word)
        commodity.shock = commodity.shock - fall
