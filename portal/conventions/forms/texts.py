from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.conventions.forms.words import words
from portal.conventions.models import Clause, Convention, Version
from portal.conventions.states import (
    FORM_LABELS,
    KIND_LABELS,
    LINK_LABELS,
    MODALITY_LABELS,
    SOURCE_LABELS,
    LinkKind,
    Modality,
    SourceKind,
)
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.core.language import Bitext, Script

CLAUSE, FRAME = 4000, 4000
SOURCE_LINES = 4


def with_twin(text: str, twin: str, before: Bitext | None) -> Bitext:
    """What was typed with its hand-corrected twin, or with a made one where nobody corrected it."""
    if before is not None and text == before.original:
        other = before.in_script(before.script.other)
        if twin in {"", other}:
            return before
        script = before.script
    else:
        made = Bitext.of(text)
        script = made.script
        stale = before is not None and twin == before.in_script(before.script.other)
        if stale or twin in {"", made.in_script(script.other)}:
            return made
    hans, hant = (text, twin) if script is Script.HANS else (twin, text)
    return Bitext.both(hans, hant, script)


def source(kind: str, text: str) -> dict[str, Any]:
    """One source as a clause keeps it; an opinion is named by its number."""
    made: dict[str, Any] = {"kind": SourceKind(kind), "text": Bitext.of(text).to_json()}
    number = re.search(r"[0-9]{1,5}", text)
    if kind == SourceKind.OPINION and number:
        made["number"] = int(number.group())
    return made


class DraftForm(Form):
    """The frame of a new convention."""

    kind = SelectField(_l("Kind of convention"), choices=words(KIND_LABELS), validators=[InputRequired()])
    form = RadioField(
        _l("How it is written"),
        choices=words(FORM_LABELS),
        default="articles",
        validators=[InputRequired()],
    )
    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=100)])
    summary = TextAreaField(_l("In one sentence"), validators=[Length(max=300)], render_kw={"rows": 2})
    preamble = TextAreaField(_l("Preamble"), validators=[Length(max=FRAME)], render_kw={"rows": 4})


class FrameForm(Form):
    form = RadioField(_l("How it is written"), choices=words(FORM_LABELS), validators=[InputRequired()])
    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=100)])
    title_twin = StringField(_l("Title in the other script"), validators=[Length(max=100)])
    summary = TextAreaField(_l("In one sentence"), validators=[Length(max=300)], render_kw={"rows": 2})
    preamble = TextAreaField(_l("Preamble"), validators=[Length(max=FRAME)], render_kw={"rows": 4})
    preamble_twin = TextAreaField(
        _l("Preamble in the other script"), validators=[Length(max=FRAME)], render_kw={"rows": 4}
    )
    revision = HiddenField()

    @classmethod
    def of(cls, convention: Convention, version: Version) -> FrameForm:
        def other(text: Bitext) -> str:
            return text.in_script(text.script.other)

        return cls.received(
            data={
                "form": str(convention.form),
                "title": version.title.original,
                "title_twin": other(version.title),
                "summary": convention.summary.original,
                "preamble": version.preamble.original,
                "preamble_twin": other(version.preamble),
                "revision": str(version.revision),
            }
        )


class SourceForm(Form):
    kind = SelectField(
        _l("Kind of source"),
        choices=choices([("", "—"), *((str(k), v) for k, v in SOURCE_LABELS.items())]),
        validators=[Optional()],
    )
    text = StringField(_l("Which one"), validators=[Length(max=200)])


class LinkForm(Form):
    kind = SelectField(
        _l("Kind of thing"),
        choices=choices([("", "—"), *((str(k), v) for k, v in LINK_LABELS.items())]),
        validators=[Optional()],
    )
    ref = StringField(
        _l("Code or address"),
        validators=[
            Length(max=200),
            Regexp(
                r"^(?!//)[/\w\-. #?=&]*$",
                message=_l("Give a code such as B1, or an address of the portal such as /places/linhe."),
            ),
        ],
    )
    text = StringField(_l("In words"), validators=[Length(max=100)])


class ClauseForm(Form):
    """One clause, in the script it is written in, and its twin for correction."""

    chapter = StringField(_l("Chapter"), validators=[Length(max=60)])
    heading = StringField(_l("Clause heading"), validators=[Length(max=60)])
    text = TextAreaField(_l("Text"), validators=[InputRequired(), Length(max=CLAUSE)], render_kw={"rows": 6})
    heading_twin = StringField(
        _l("Heading in the other script"),
        validators=[Length(max=60)],
        description=_l("Left empty it is made by itself; correct it here where it came out wrong."),
    )
    text_twin = TextAreaField(
        _l("Text in the other script"), validators=[Length(max=CLAUSE)], render_kw={"rows": 6}
    )
    modality = SelectField(
        _l("What the clause does"),
        choices=words(MODALITY_LABELS),
        default="agree",
        validators=[InputRequired()],
    )
    subject = StringField(_l("Whom it binds"), validators=[Length(max=100)])
    explanation = TextAreaField(_l("Explanation"), validators=[Length(max=1000)], render_kw={"rows": 2})
    sources = FieldList(
        FormField(SourceForm, _l("Source")),
        _l("Where it comes from"),
        min_entries=2,
        max_entries=SOURCE_LINES,
    )
    links = FieldList(
        FormField(LinkForm, _l("Link")), _l("What it governs"), min_entries=1, max_entries=SOURCE_LINES
    )
    revision = HiddenField()

    @classmethod
    def of(cls, clause: Clause | None = None) -> ClauseForm:
        if clause is None:
            return cls.received()
        heading, text = clause.heading, clause.text
        return cls.received(
            data={
                "chapter": clause.chapter.original,
                "heading": heading.original,
                "text": text.original,
                "heading_twin": heading.in_script(heading.script.other),
                "text_twin": text.in_script(text.script.other),
                "modality": str(clause.modality),
                "subject": clause.subject.original,
                "explanation": clause.explanation.original,
                "sources": [
                    {"kind": source["kind"], "text": Bitext.from_json(source["text"]).original}
                    for source in clause.sources
                ],
                "links": [
                    {
                        "kind": link["kind"],
                        "ref": link["ref"],
                        "text": Bitext.from_json(link["text"]).original,
                    }
                    for link in clause.links
                ],
                "revision": str(clause.revision),
            }
        )

    def values(self, before: Clause | None = None) -> dict[str, Any]:
        """What the service wants, twins included."""
        return {
            "chapter": self.chapter.data or "",
            "heading": with_twin(
                self.heading.data or "", self.heading_twin.data or "", before.heading if before else None
            ),
            "text": with_twin(
                self.text.data or "", self.text_twin.data or "", before.text if before else None
            ),
            "modality": Modality(self.modality.data),
            "subject": self.subject.data or "",
            "explanation": self.explanation.data or "",
            "sources": [
                source(row.data["kind"], row.data["text"])
                for row in self.sources
                if row.data["kind"] in SOURCE_LABELS and row.data["text"]
            ],
            "links": [
                {
                    "kind": LinkKind(row.data["kind"]),
                    "ref": row.data["ref"].strip(),
                    "text": Bitext.of(row.data["text"] or row.data["ref"]).to_json(),
                }
                for row in self.links
                if row.data["kind"] and row.data["ref"]
            ],
        }


def seen(form: Any) -> int:
    """The revision the writer had before their eyes; nonsense is one that never was."""
    text = form.revision.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


class ImportForm(Form):
    """Pasted text, or a Word file."""

    text = TextAreaField(_l("Paste the text here"), validators=[Length(max=100_000)], render_kw={"rows": 12})
    file = FileField(_l("Or a Word file (.docx)"), render_kw={"accept": ".docx"})


class ImportedClauseForm(Form):
    keep = BooleanField(_l("Take this clause over"), default=True)
    chapter = StringField(_l("Chapter"), validators=[Length(max=60)])
    heading = StringField(_l("Clause heading"), validators=[Length(max=60)])
    text = TextAreaField(_l("Text"), validators=[Length(max=CLAUSE)], render_kw={"rows": 3})


class CorrectionForm(DraftForm):
    """What was recognised, for correction. Nothing has been saved yet."""

    clauses = FieldList(FormField(ImportedClauseForm), _l("Clauses"), max_entries=140)
