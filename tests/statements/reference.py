"""The opinion map once more, slowly and without numpy, written from the description alone: a referee for the fast one."""

from __future__ import annotations

from math import sqrt


def slow_points(votes, silenced=()):
    """Place of each person and of each statement; `votes` maps (person, statement) to 1, -1, 0."""
    people = sorted({person for person, _s in votes})
    statements = sorted({statement for _p, statement in votes})
    means = {}
    for s in statements:
        cast = [votes[p, s] for p in people if (p, s) in votes]
        means[s] = 0.0 if s in silenced else sum(cast) / len(cast)

    def value(p, s):
        return votes[p, s] - means[s] if (p, s) in votes and s not in silenced else 0.0

    rows = [[value(p, s) for s in statements] for p in people]
    components = []
    for _axis in range(2):
        vector = [1.0 + i / 7 for i in range(len(statements))]
        for _round in range(5000):
            along = [sum(x * v for x, v in zip(row, vector, strict=True)) for row in rows]
            vector = [sum(a * row[i] for a, row in zip(along, rows, strict=True)) for i in range(len(vector))]
            for other in components:
                lean = sum(a * b for a, b in zip(vector, other, strict=True))
                vector = [a - lean * b for a, b in zip(vector, other, strict=True)]
            length = sqrt(sum(v * v for v in vector))
            vector = [v / length for v in vector]
        components.append(vector)
    places = {}
    for p, row in zip(people, rows, strict=True):
        own = sum((p, s) in votes or s in silenced for s in statements)
        scale = sqrt(len(statements) / max(1, own))
        places[p] = tuple(scale * sum(x * c for x, c in zip(row, axis, strict=True)) for axis in components)
    of_statements = {
        s: tuple((1 - means[s]) * axis[i] * sqrt(len(statements)) for axis in components)
        for i, s in enumerate(statements)
    }
    return places, of_statements


def counted(votes, people, statement):
    cast = [votes[p, statement] for p in people if (p, statement) in votes]
    return cast.count(1), cast.count(-1), len(cast)


def slow_group_informed(votes, groups, statement):
    product = 1.0
    for members in groups:
        agree, _disagree, seen = counted(votes, members, statement)
        product *= (agree + 1) / (seen + 2)
    return product


def slow_representative(votes, groups, number, statements):
    """(statement, side) of one group, in order; straight from the rules, without any saving."""
    outside = [p for place, members in enumerate(groups) if place != number for p in members]
    stats = []
    for s in statements:
        agree, disagree, seen = counted(votes, groups[number], s)
        other_agree, other_disagree, other_seen = counted(votes, outside, s)
        sides = {}
        for side, n, m in (("agree", agree, other_agree), ("disagree", disagree, other_disagree)):
            p = (n + 1) / (seen + 2)
            z = 2 * sqrt(seen + 1) * ((n + 1) / (seen + 1) - 0.5)
            r = p / ((m + 1) / (other_seen + 2))
            pooled = (n + m + 2) / (seen + other_seen + 2)
            rz = 0.0
            if pooled != 1:
                rz = ((n + 1) / (seen + 1) - (m + 1) / (other_seen + 1)) / sqrt(
                    pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (other_seen + 1))
                )
            sides[side] = {"p": p, "z": z, "r": r, "rz": rz, "all": p * z * r * rz}
        stats.append((s, agree + disagree, sides))
    passing = []
    for s, _n, sides in stats:
        if any(sides[side]["rz"] > 1.2816 and sides[side]["z"] > 1.2816 for side in sides):
            side = "agree" if sides["agree"]["rz"] > sides["disagree"]["rz"] else "disagree"
            passing.append((s, side, sides[side]["all"]))
    first = best_agreement(stats)
    if not passing:
        best = max(stats, key=lambda row: max(side["rz"] for side in row[2].values()))
        side = "agree" if best[2]["agree"]["rz"] > best[2]["disagree"]["rz"] else "disagree"
        return [(first[0], "agree")] if first else [(best[0], side)]
    head = [(first[0], "agree")] if first else []
    rest = sorted((row for row in passing if not first or row[0] != first[0]), key=lambda row: -row[2])
    chosen = (head + [(s, side) for s, side, _all in rest])[:5]
    return [row for row in chosen if row[1] == "agree"] + [row for row in chosen if row[1] == "disagree"]


def best_agreement(stats):
    first = None
    for s, said, sides in stats:
        mine = sides["agree"]
        if not said:
            continue
        if first is None:
            better = mine["z"] > 1.2816 or (mine["r"] > 1 and mine["p"] > 0.5)
        elif first[1]["r"] > 1:
            better = mine["all"] > first[1]["all"]
        else:
            better = mine["p"] * mine["z"] > first[1]["p"] * first[1]["z"]
        if better:
            first = (s, mine)
    return first


def slow_consensus(votes, people, statements):
    found = {1: [], -1: []}
    for s in statements:
        agree, disagree, seen = counted(votes, people, s)
        for sign, n in ((1, agree), (-1, disagree)):
            p = (n + 1) / (seen + 2)
            z = 2 * sqrt(seen + 1) * ((n + 1) / (seen + 1) - 0.5)
            if p > 0.5 and z > 1.2816:
                found[sign].append((p * z, s))
    return [[s for _w, s in sorted(found[sign], key=lambda row: -row[0])[:5]] for sign in (1, -1)]
