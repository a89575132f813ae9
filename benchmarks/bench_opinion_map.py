"""How long the opinion map takes on one core, and beside red-dwarf on the same votes.

python -m benchmarks.bench_opinion_map
RED_DWARF_PYTHON=/path/to/python python -m benchmarks.bench_opinion_map    a Python that has red-dwarf-democracy

Every measurement runs in a process of its own with one thread, so that its peak of memory is its own. red-dwarf is no
dependency of the portal (`make referees` installs it): where no Python has it, this part is left out and said to be.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.ground import ROOT, Claims

MEGABYTE = 1024
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
SIZES = (
    # people, statements, share of votes cast, seconds promised
    (2_000, 200, 0.5, 2.0),
    (20_000, 1_000, 0.2, 60.0),
)
ROUNDS = 5

RED_DWARF = """
import json, sys, time
import numpy, pandas
from reddwarf import utils
held = numpy.load(sys.argv[1])
began = time.perf_counter()
matrix = pandas.DataFrame({"p": held["people"], "s": held["on"], "v": held["votes"].astype(float)})
matrix = matrix.pivot(values="v", index="p", columns="s")
points, components, _variance = utils.run_pca(matrix)
points = utils.scale_projected_data(points, matrix)
k, score, labels = utils.find_optimal_k(points, random_state=0)
print(json.dumps({"seconds": time.perf_counter() - began, "points": points.values.tolist(), "k": int(k),
                  "labels": [int(label) for label in labels]}))
"""


def a_crowd(people: int, statements: int, density: float, path: Path) -> None:
    """Votes of three camps, with gaps; the same for the same size."""
    chance = np.random.default_rng(people + statements)
    camp = np.arange(people) % 3
    leans = chance.normal(0, 1.3, (3, statements))
    person, on = np.nonzero(chance.random((people, statements)) < density)
    said = leans[camp[person], on] + chance.normal(0, 1, len(person))
    votes = np.where(said > 0.3, 1, np.where(said < -0.3, -1, 0))
    np.savez(path, people=person, on=on, votes=votes)


def ours(path: str) -> None:
    """In a process of its own: matrix, map, stability of the groups, what each stands for."""
    from portal.statements.rules.drawing import opinion_map
    from portal.statements.rules.matrix import VoteMatrix

    held = np.load(path)
    person, on, votes = held["people"], held["on"], held["votes"]
    before, began = peak(), time.perf_counter()
    matrix = VoteMatrix.of([(person, on, votes)], range(int(person.max()) + 1), range(int(on.max()) + 1))
    picture = opinion_map(matrix)
    seconds = time.perf_counter() - began
    print(
        json.dumps(
            {
                "seconds": seconds,
                "megabytes": peak(),
                "before": before,
                "groups": picture.sizes,
                "points": picture.points.tolist() if len(person) < 1_000_000 else [],
                "labels": picture.groups.mine.tolist(),
            }
        )
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def told(*command: str) -> dict[str, Any] | None:
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1])
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def ours_told(path: Path) -> dict[str, Any]:
    found = told(sys.executable, "-m", "benchmarks.bench_opinion_map", str(path))
    if found is None:
        raise RuntimeError("our own map could not be computed")
    return found


def main() -> None:
    claims = Claims()
    with tempfile.TemporaryDirectory() as folder:
        for people, statements, density, promised in SIZES:
            path = Path(folder) / f"{people}.npz"
            a_crowd(people, statements, density, path)
            found = ours_told(path)
            name = f"{people:,} people x {statements:,} statements"
            print(f"       {name}: groups {found['groups']}")
            claims.claim(f"{name}, one core", found["seconds"], promised, at_most=True, unit=" s")
            claims.claim(f"{name}, peak memory", found["megabytes"], 1024, at_most=True, unit=" MB")
        beside(claims, Path(folder) / "2000.npz")
    claims.end()


def beside(claims: Claims, path: Path) -> None:
    """Ours beside red-dwarf in turn: as fast, and everybody stands at the same place."""
    python = os.environ.get("RED_DWARF_PYTHON", sys.executable)
    theirs: dict[str, Any] | None = told(python, "-c", RED_DWARF, str(path))
    if theirs is None:
        print("       red-dwarf is not installed here (make referees): not compared")
        return
    times: tuple[list[float], list[float]] = ([], [])
    mine = ours_told(path)
    for _round in range(ROUNDS):
        mine = ours_told(path)
        times[0].append(mine["seconds"])
        again = told(python, "-c", RED_DWARF, str(path))
        times[1].append(again["seconds"] if again else 0.0)
    ratio = sorted(times[1])[ROUNDS // 2] / sorted(times[0])[ROUNDS // 2]
    print(
        f"       red-dwarf {sorted(times[1])[ROUNDS // 2]:.2f} s, ours {sorted(times[0])[ROUNDS // 2]:.2f} s"
    )
    claims.claim("as fast as red-dwarf, stability of groups included", ratio, 1.0, unit="x")
    one, other = np.array(mine["points"]), np.array(theirs["points"])
    turned = other * np.sign((one * other).sum(axis=0))
    claims.claim("largest difference of a place", float(np.abs(one - turned).max()), 1e-6, at_most=True)
    from portal.statements.rules.grouping import agreement

    same = agreement(np.array(mine["labels"]), np.array(theirs["labels"]))
    claims.claim("the same groups (adjusted Rand index)", same, 0.95)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ours(sys.argv[1])
    else:
        main()
