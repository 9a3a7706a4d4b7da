"""Every mail of the machine corpus is what its label says; mails nobody here wrote hold a floor."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailer.intake.explain import as_json
from mailer.intake.interpret import interpret
from mailer.intake.verdict import Kind, Setting, Verdict
from mailer.message.parse import parse
from tests.intake.machine_corpus import Sample, by_machine_rules, samples

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
BOUNCES = CORPORA / "bounces"
SAMPLES = tuple(samples())
MACHINES = [sample for sample in SAMPLES if not sample.is_human]
PEOPLE = [sample for sample in SAMPLES if sample.is_human]


def test_the_corpus_is_as_large_as_we_say() -> None:
    assert len(MACHINES) >= 200
    assert len(PEOPLE) >= 100


@pytest.mark.parametrize("sample", MACHINES, ids=lambda s: s.name)
def test_a_machine_is_known_for_what_it_is(sample: Sample) -> None:
    found = by_machine_rules(sample.octets)
    assert found is not None, sample.label["note"]
    verdict = found[1]
    said = as_json(verdict, sample.name)
    label = sample.label
    assert (said["kind"], said["action"]) == (label["kind"], label["action"]), (label["note"], verdict.why)
    assert verdict.why
    for key in {"new_address"} & label.keys():
        assert said[key] == label[key]
    if "people" in label:
        assert [one.email for one in verdict.people] == label["people"]
    if "names" in label:
        assert [one.name for one in verdict.people] == label["names"]


@pytest.mark.parametrize("sample", [s for s in MACHINES if "bounces" in s.label], ids=lambda s: s.name)
def test_a_report_names_the_right_people_and_their_fate(sample: Sample) -> None:
    found = by_machine_rules(sample.octets)
    assert found is not None
    reports: Any = as_json(found[1], sample.name)["bounces"]
    wanted = sample.label["bounces"]
    assert len(reports) == len(wanted)
    for report, want in zip(reports, wanted, strict=True):
        assert {key: report[key] for key in want} == want


@pytest.mark.parametrize("sample", PEOPLE, ids=lambda s: s.name)
def test_a_person_is_not_taken_for_a_machine(sample: Sample) -> None:
    assert by_machine_rules(sample.octets) is None, sample.label["note"]


def strangers() -> Iterator[tuple[dict[str, Any], Verdict]]:
    for line in (BOUNCES / "sisimai.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        yield label, interpret(parse((BOUNCES / label["file"]).read_bytes()), Setting())


def pretended(status: str) -> bool:
    """Say whether the labels' author made the code up (5.0.9xx) because the report has none."""
    return status.split(".")[1:2] == ["0"] and len(status) == len("5.0.9xx")


@pytest.mark.skipif(not BOUNCES.exists(), reason="the shared corpora are not here")
def test_reports_of_forty_mail_systems_hold_a_floor() -> None:
    read = list(strangers())
    bounces = [(label, verdict) for label, verdict in read if label["kind"] == "bounce"]
    known = [
        (label, verdict)
        for label, verdict in bounces
        if verdict.kind is Kind.BOUNCE and any(report.address for report in verdict.bounces)
    ]
    assert len(known) >= 0.995 * len(bounces)
    fates = [
        (row["status"].startswith("5"), report.permanent)
        for label, verdict in known
        for row, report in zip(label["rows"], verdict.bounces, strict=False)
        if row["status"] and not pretended(row["status"])
    ]
    assert sum(want == got for want, got in fates) >= 0.99 * len(fates)


@pytest.mark.skipif(not BOUNCES.exists(), reason="the shared corpora are not here")
def test_what_is_no_bounce_is_taken_for_none() -> None:
    others = [(label, verdict) for label, verdict in strangers() if label["kind"] != "bounce"]
    assert others
    assert not [label["file"] for label, verdict in others if verdict.kind is Kind.BOUNCE]


@pytest.mark.skipif(not BOUNCES.exists(), reason="the shared corpora are not here")
def test_a_report_names_whom_its_fields_name() -> None:
    """Where there are fields of RFC 3464, their address is the one that counts."""
    wrong = []
    for label, verdict in strangers():
        octets = (BOUNCES / label["file"]).read_bytes().decode("latin-1").lower()
        for report in verdict.bounces:
            fields = [
                line for line in octets.splitlines() if line.startswith("final-recipient:") and "@" in line
            ]
            if fields and not any(report.address.lower() in line for line in fields):
                wrong.append((label["file"], report.address))
    assert len(wrong) <= 1, wrong


@pytest.mark.skipif(not CORPORA.exists(), reason="the shared corpora are not here")
def test_no_person_abroad_is_taken_for_a_machine() -> None:
    files = [file for folder in (CORPORA / "replies").iterdir() for file in folder.iterdir()]
    assert len(files) > 100
    machines = {Kind.BOUNCE, Kind.COMPLAINT, Kind.RECEIPT, Kind.AUTO_REPLY}
    assert not [f.name for f in files if interpret(parse(f.read_bytes()), Setting()).kind in machines]
