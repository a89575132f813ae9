"""Public elections brought in from files."""

import pytest

from portal.ballots import queries
from portal.ballots.imported import bring_in
from portal.ballots.rules import recount
from portal.ballots.rules.formats import read_blt, read_pabulib
from portal.core.errors import Refused
from tests.ballots.test_methods_files import BLT, PB


def test_an_election_from_a_file_is_shown_and_counted_again(client):
    ballot = bring_in(read_blt(BLT), title="小巷议事会")

    page = client.get(f"/ballots/{ballot.code}").get_data(as_text=True)

    assert (ballot.voted, ballot.result["leaders"], len(queries.votes_of(ballot))) == (7, ["1", "2"], 7)
    assert "当选：Anna Li、Chen Chen" in page
    assert "在别处" in page
    assert "无约束力" not in page
    assert recount(queries.file_of(ballot)).agrees
    assert list(queries.damaged()) == []


def test_a_budget_from_a_file_is_shared_out(client):
    ballot = bring_in(read_pabulib(PB), title="绿色小巷")

    page = client.get(f"/ballots/{ballot.code}").get_data(as_text=True)

    assert ballot.result["leaders"] == ["3", "2"]
    assert "选出2个项目，共用70元，预算100元" in page


def test_a_file_without_ballots_is_refused():
    with pytest.raises(Refused, match="没有选票"):
        bring_in(read_blt('2 1\n0\n"A"\n"B"'), title="空的")
