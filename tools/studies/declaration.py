"""A study as studies/NAME.yaml declares it: what is trained, and the worlds it is played on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from trainkit.config.loading import (
    config_beside,
    load_config,
    load_section,
    override_text,
    template_path,
)
from trainkit.config.schema import RunConfig
from trainkit.config.section import Positive, Section
from trainkit.errors import ConfigError

from tools.repository import ROOT

STUDIES: Final = ROOT / "studies"
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class Variant(Section):
    """A row of the table: runs that differ in their seed only, or a player that is not trained."""

    label: str = Field(description="its name in tables and figures")
    template: str | None = Field(None, description="null: that of the study")
    set: dict[str, Any] = Field({}, description="keys of the configuration that differ")
    starts_from: str | None = Field(
        None, description="a variant whose run of the same seed gives the first weights"
    )
    runs_of: str | None = Field(None, description="STUDY/VARIANT that trains the same runs")
    player: str | None = Field(None, description="a policy file or pretrained:NAME: no training")
    cpu_minutes: float | None = Field(None, description="of a run, if not that of the study")

    @property
    def can_be_a_start(self) -> bool:
        """Whether runs of other variants can start from its runs."""
        return self.player is None and self.starts_from is None


class Condition(Section):
    """The worlds that all variants and players are played on, and how."""

    label: str = Field(description="its name in tables and figures")
    worlds: str = Field(
        description="as --seeds of trainkit evaluate; training:N are the first N seeds that a "
        "variant trains on"
    )
    env: dict[str, Any] = Field({}, description="options of the worlds that differ")
    deterministic: bool = Field(False, description="take a policy's most likely action")
    bundled_worlds: Annotated[int, Field(ge=0)] | None = Field(
        0, description="the first worlds whose replays are published; null: all"
    )


class Skill(Section):
    """The time to skill: when a run's mean is above a bot's for good."""

    above: str = Field(description="the bot, one of the players")
    checkpoints: Positive = Field(9, description="played, each at 1.4 times the steps before")
    worlds: Positive = Field(200, description="the first of the first condition's worlds")


class Declaration(Section):
    """The keys of studies/NAME.yaml."""

    question: str
    template: str | None = Field(None, description="a template or a file; null: no training")
    seeds: Annotated[list[int], Field(min_length=1)] = Field([0], description="of training")
    cpu_minutes: float = Field(0.0, description="of a run; an estimate for the list of studies")
    set: dict[str, Any] = Field({}, description="keys that differ from the template in all runs")
    variants: Annotated[dict[_Name, Variant], Field(min_length=1)]
    players: list[str] = Field([], description="bots and policies to compare with")
    figure: Literal["variants", "generalisation", "conditions"] = "variants"
    skill: Skill | None = None
    conditions: Annotated[dict[_Name, Condition], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        for name, variant in self.variants.items():
            ways = [variant.player is not None, variant.runs_of is not None]
            if sum(ways) > 1 or (any(ways) and (variant.set or variant.starts_from)):
                raise ValueError(f"variants.{name}: expected one of set, runs_of and player")
            if not (self.template or variant.template or any(ways)):
                raise ValueError(f"variants.{name}: expected a player, or template in the study")
            starts = [name for name, given in self.variants.items() if given.can_be_a_start]
            if variant.starts_from is not None and variant.starts_from not in starts:
                raise ValueError(
                    f"variants.{name}.starts_from is {variant.starts_from!r}, expected a variant "
                    f"with runs of its own start: {', '.join(starts)}"
                )
        if self.skill is not None and self.skill.above not in self.players:
            raise ValueError(f"skill.above is {self.skill.above!r}, expected one of the players")
        return self


@dataclass(frozen=True)
class Run:
    """A run that a study needs: a variant with a seed, in RUNS/STUDY/VARIANT-SEED."""

    study: str
    variant: str
    seed: int
    template: Path
    overrides: tuple[str, ...]
    folder: Path
    cpu_minutes: float
    after: Path | None
    """The run whose weights it starts from."""

    @property
    def name(self) -> str:
        """Its name in messages."""
        return f"{self.study}/{self.folder.name}"

    @cached_property
    def config(self) -> RunConfig:
        """The declared configuration."""
        return load_config(self.template, list(self.overrides))

    @property
    def command(self) -> list[str]:
        """The arguments of trainkit that train or resume it."""
        is_template = self.template.parent == template_path("default").parent
        name = self.template.stem if is_template else str(self.template)
        return ["run", name, *(f"--set={override}" for override in self.overrides)]


@dataclass(frozen=True)
class Study:
    """A declaration with its name and the folder of the run folders."""

    name: str
    declared: Declaration
    runs_folder: Path
    file: Path

    @property
    def folder(self) -> Path:
        """Where its runs and evaluations are."""
        return self.runs_folder / self.name

    def runs_of(self, variant: str) -> list[Run]:
        """Return the runs of a variant, one per seed; none of a player that is not trained."""
        given = self.declared.variants[variant]
        if given.player is not None:
            return []
        if given.runs_of is not None:
            study, _, other = given.runs_of.partition("/")
            theirs = read_study(study, self.runs_folder, self.file.parent)
            return [run for run in theirs.runs_of(other) if run.seed in self.declared.seeds]
        return [self._run(variant, seed) for seed in self.declared.seeds]

    def _run(self, variant: str, seed: int) -> Run:
        given, declared = self.declared.variants[variant], self.declared
        template = given.template or declared.template
        assert template is not None
        folder = self.folder / f"{variant}-{seed}"
        first = None
        if given.starts_from is not None:
            folders = {run.seed: run.folder for run in self.runs_of(given.starts_from)}
            if seed not in folders:
                raise ConfigError(f"{self.file}: {given.starts_from} has no run of seed {seed}")
            first = folders[seed]
        values = declared.set | given.set | {"run_dir": str(folder), "seed": seed}
        values |= {} if first is None else {"init_from.path": str(first)}
        return Run(
            study=self.name,
            variant=variant,
            seed=seed,
            template=config_beside(self.file.parent, template),
            overrides=tuple(override_text(key, value) for key, value in values.items()),
            folder=folder,
            cpu_minutes=given.cpu_minutes or declared.cpu_minutes,
            after=first,
        )

    def runs(self, only: tuple[str, ...] = ()) -> list[Run]:
        """Return the runs of all variants, or of some: those that others start from come first.

        Raises:
            ConfigError: There is no such variant, or a configuration is not allowed.
        """
        for name in only:
            if name not in self.declared.variants:
                known = ", ".join(self.declared.variants)
                raise ConfigError(f"--only {name}: expected a variant of {self.name}: {known}")
        found = [run for name in only or self.declared.variants for run in self.runs_of(name)]
        for run in found:
            _ = run.config
        return sorted(found, key=lambda run: run.after is not None)


def study_names(folder: Path = STUDIES) -> list[str]:
    """Return the names of the declared studies."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def read_study(name: str, runs_folder: Path, folder: Path = STUDIES) -> Study:
    """Return a declared study.

    Raises:
        ConfigError: There is none of that name, or its declaration is not allowed.
    """
    if name not in study_names(folder):
        raise ConfigError(f"study {name}: expected one of {', '.join(study_names(folder))}")
    file = folder / f"{name}.yaml"
    return Study(name, load_section(file, Declaration), runs_folder, file)
