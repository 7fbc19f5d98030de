"""The report of a trial: what was done, how often each step was hit, and what was found wrong."""

import json
from collections import Counter
from dataclasses import dataclass, field

from tests.kills.steps import ANYWHERE, Step


@dataclass
class Report:
    """wrong: each breach of a rule, as "rule: what"; counts: figures by name; repeated: what may
    happen twice after a kill, and how often it did.
    """

    hits: Counter[str]
    counts: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.hits.total()

    def expect(self, rule: str, broken: object) -> None:
        """Notes a breach: `broken` says what breaks the rule, and is empty when nothing does."""
        if broken:
            self.wrong.append(f"{rule}: {broken}")

    def as_json(self) -> str:
        values = vars(self) | {"kills": self.kills}
        return json.dumps(values, indent=2, ensure_ascii=False, default=str)

    def table(self) -> str:
        steps = [*(step.value for step in Step), ANYWHERE]
        lines = ["kills by step"]
        lines += [f"  {step:<20}{self.hits[step]:>6}" for step in steps]
        lines += [f"  {'all':<20}{self.kills:>6}", "what happened"]
        lines += [f"  {name:<44}{number:>6}" for name, number in self.counts.items()]
        lines += ["what came twice"]
        lines += [f"  {name:<44}{number:>6}" for name, number in self.repeated.items()]
        lines += ["wrong"]
        lines += [f"  ✗ {found}" for found in self.wrong] or ["  nothing"]
        return "\n".join(lines)
