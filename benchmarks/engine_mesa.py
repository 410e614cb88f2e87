"""The stage game as agents in Mesa: two powers, the rival and the state, on the equations of the reference game."""

from __future__ import annotations

import math

import mesa
import numpy as np

from tightrope.outlook.engine.symbols import Game

QUARTERS, PRESSURE = 160, 0.6


class Power(mesa.Agent):
    """A power: offers, bids, and coerces once the lean to the other is beyond its tolerance."""

    def __init__(self, model: World, name: str, other: str, sign: float) -> None:
        super().__init__(model)
        self.name, self.other, self.sign = name, other, sign
        self.gifts: list[float] = []
        self.force = 0.0

    def step(self) -> None:
        """Bid for each share and set the force."""
        game, state = self.model.game, self.model.state
        answer = game["precision"] * game["capacity"]
        self.gifts = []
        for share, weight in zip(state.share[self.name], self.model.weight, strict=True):
            won = answer * share * (1.0 - share)
            wanted = won * PRESSURE * game[f"bidding_{self.name}"] * weight - game["bid_cost"] * share
            self.gifts.append(wanted / (game[f"bid_curvature_{self.name}"] + won))
        over = (-self.sign * state.lean() - game["tolerance"] * (1.0 - PRESSURE)) / game["smoothing"]
        scale = game[f"coercion_{self.name}"] * PRESSURE * game["smoothing"]
        self.force = scale * (max(over, 0.0) + math.log1p(math.exp(-abs(over))))


class Rival(mesa.Agent):
    """The regional rival: armed when the state leans to the second power."""

    risk = 0.0

    def step(self) -> None:
        """Set what the lean costs in security."""
        game, state = self.model.game, self.model.state
        need = self.model.need[0] + state.threat
        tilt = state.share["second"][0] - state.share["first"][0]
        self.risk = 0.5 * game["dilemma"] * game["rival_arms"] * PRESSURE * need * tilt


class State(mesa.Agent):
    """The focal state: a logit answer in each domain."""

    def __init__(self, model: World, start: np.ndarray) -> None:
        super().__init__(model)
        size = len(model.weight)
        rows = start[:-1].reshape(5, size).tolist()
        self.share = {"first": rows[0], "second": rows[1]}
        self.held = {"first": rows[2], "second": rows[3]}
        self.misread, self.threat = rows[4], float(start[-1])

    def lean(self) -> float:
        """Return the overall tilt."""
        pairs = zip(self.model.weight, self.share["first"], self.share["second"], strict=True)
        return sum(w * (s - p) for w, p, s in pairs)

    def step(self) -> None:
        """Answer in each domain."""
        model, game = self.model, self.model.game
        tilt = [s - p for p, s in zip(self.share["first"], self.share["second"], strict=True)]
        premium = game["exclusivity"] + game["exclusivity_slope"] * PRESSURE
        linked = game["linkage"] + game["linkage_slope"] * PRESSURE
        away = game["hedge"] - game["hedge_slope"] * PRESSURE
        answer, rate = game["precision"] * game["capacity"], game["speed"] * game["capacity"]
        total = sum(tilt)
        for d, weight in enumerate(model.weight):
            need = model.need[d] + (self.threat if d == 0 else 0.0)
            pull = premium * ((1.0 - linked) * tilt[d] + linked * total) + self.misread[d]
            pull += model.rival.risk if d == 0 else 0.0
            gains = {}
            for power, other in ((model.first, model.second), (model.second, model.first)):
                held = self.held[power.name][d]
                worth = need * model.offer[power.name][d] + power.gifts[d] - weight * other.force
                worth += (model.lock_in[d] - model.autonomy[d] * held) * held + power.sign * pull
                gains[power.name] = math.exp(answer * (worth - away))
            whole = 1.0 + sum(gains.values())
            for name, gain in gains.items():
                share = self.share[name][d]
                self.held[name][d] += game["dependence_speed"] * (share - self.held[name][d])
                self.share[name][d] = share + rate * (gain / whole - share)
            self.misread[d] = game["misperception_keep"] * self.misread[d] + game["misperception"] * model.shock[d]
        self.threat = game["threat_keep"] * self.threat + (1.0 - game["threat_keep"]) * game["threat_base"]


class World(mesa.Model):
    """Four agents and a collector of the overall tilt."""

    def __init__(self, game: Game, start: np.ndarray, drawn: list[list[float]]) -> None:
        super().__init__(seed=0)
        self.game, self.drawn, self.quarter = game, drawn, 0
        self.weight, self.need = game.array("weight").tolist(), game.array("need").tolist()
        self.offer = {name: game.array(f"offer_{name}").tolist() for name in ("first", "second")}
        self.lock_in, self.autonomy = game.array("lock_in").tolist(), game.array("autonomy_cost").tolist()
        self.first, self.second = Power(self, "first", "second", -1.0), Power(self, "second", "first", 1.0)
        self.rival, self.state = Rival(self), State(self, start)
        self.collector = mesa.DataCollector(model_reporters={"tilt": lambda model: model.state.lean()})

    def step(self) -> None:
        """Let the powers and the rival act, then the state, and write down the tilt."""
        self.shock = self.drawn[self.quarter]
        self.quarter += 1
        self.agents.do("step")
        self.collector.collect(self)


def by_mesa(game: Game, start: np.ndarray, drawn: list[list[list[float]]]) -> np.ndarray:
    """Return the overall tilt (runs, T) from Mesa, one world a run; its random numbers are drawn outside the clock."""
    rows = []
    for shocks in drawn:
        world = World(game, start, shocks)
        for _ in range(QUARTERS):
            world.step()
        rows.append(world.collector.model_vars["tilt"])
    return np.array(rows)
