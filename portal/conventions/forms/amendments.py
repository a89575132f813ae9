"""What people type when they amend a text. The field `text` is in the script they read the clause in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from wtforms import FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.conventions.forms.texts import CLAUSE, SOURCE_LINES, SourceForm
from portal.conventions.forms.words import words
from portal.conventions.rules.wording import retwinned
from portal.conventions.services import NewClause
from portal.conventions.states import MODALITY_LABELS, SOURCE_LABELS, Modality, SourceKind
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.core.language import Bitext, Script, reader_script, to_script

Places = Sequence[tuple[str, Any]]
Said = Any
"""A stored clause, or a `NewClause` whose texts are `Bitext`s."""


def edited(before: Bitext | None, text: str, twin: str, script: Script) -> Bitext:
    """What was written in one script or both, beginning from `before`.

    Who changes one script only gets the other made anew for the changed words; corrections by hand stay.
    """
    other = script.other
    if before is None or not before:
        made = Bitext.of(text)
        return made if twin in {"", made.in_script(made.script.other)} else written(text, twin, script)
    was, was_twin = before.in_script(script), before.in_script(other)
    if twin not in {"", was_twin}:
        return written(text, twin, script)
    if text == was:
        return before
    made_twin = retwinned(was, was_twin, text, lambda said: to_script(said, other, source=script))
    hans, hant = (text, made_twin) if script is Script.HANS else (made_twin, text)
    return Bitext(hans, hant, before.script, by_hand=before.by_hand)


def written(text: str, twin: str, script: Script) -> Bitext:
    hans, hant = (text, twin) if script is Script.HANS else (twin, text)
    return Bitext.both(hans, hant, script)


def reading(before: Bitext | None = None) -> Script:
    """The script the form is written in: the reader's, or that of the clause."""
    return reader_script() or (before.script if before else Script.HANS)


class PlacedForm(Form):
    after = SelectField(_l("Where it is to stand"), validators=[Optional()])

    def offer(self, places: Places) -> Self:
        self.after.choices = choices(places)
        return self


class WordsForm(Form):
    """The words of one clause."""

    heading = StringField(_l("Clause heading"), validators=[Length(max=60)])
    text = TextAreaField(_l("Text"), validators=[InputRequired(), Length(max=CLAUSE)], render_kw={"rows": 6})
    heading_twin = StringField(
        _l("Heading in the other script"),
        validators=[Length(max=60)],
        description=_l("Leave it as it is: for the words you change it is made anew by itself."),
    )
    text_twin = TextAreaField(
        _l("Text in the other script"), validators=[Length(max=CLAUSE)], render_kw={"rows": 4}
    )
    modality = SelectField(
        _l("What the clause does"),
        choices=words(MODALITY_LABELS),
        default="agree",
        validators=[InputRequired()],
    )
    subject = StringField(_l("Whom it binds"), validators=[Length(max=100)])
    sources = FieldList(
        FormField(SourceForm, _l("Source")),
        _l("Where it comes from"),
        min_entries=2,
        max_entries=SOURCE_LINES,
    )
    script = HiddenField()
    looked = HiddenField(validators=[Length(max=1000)])

    def new(self, before: Said | None, chapter: Bitext | str = "") -> NewClause:
        """What was typed, beginning from `before`; what the form does not ask for stays."""
        script = Script.HANT if self.script.data == Script.HANT.value else Script.HANS

        def said(name: str, twin: str = "") -> Bitext:
            was = getattr(before, name) if before else None
            return edited(
                was, getattr(self, name).data or "", getattr(self, twin).data or "" if twin else "", script
            )

        kept = {
            Bitext.from_json(s["text"]).in_script(script): s["text"]
            for s in (before.sources if before else ())
        }
        return NewClause(
            text=said("text", "text_twin"),
            heading=said("heading", "heading_twin"),
            chapter=before.chapter if before else chapter,
            explanation=before.explanation if before else "",
            modality=Modality(self.modality.data),
            subject=said("subject"),
            sources=[
                _source(before, row.data["kind"], row.data["text"], kept)
                for row in self.sources
                if row.data["kind"] in SOURCE_LABELS and row.data["text"]
            ],
        )


class ReasonedForm(Form):
    """What every amendment has: why, and the text it was written on."""

    reason = TextAreaField(_l("Why"), validators=[InputRequired(), Length(max=2000)], render_kw={"rows": 3})
    base = HiddenField()


def _source(before: Said | None, kind: str, text: str, kept: dict[str, str]) -> dict[str, Any]:
    """An unchanged source stays as it is stored, with all that hangs on it."""
    for source in before.sources if before else ():
        if source["kind"] == kind and source["text"] == kept.get(text):
            return dict(source)
    return {"kind": SourceKind(kind), "text": kept.get(text) or Bitext.of(text).to_json()}


def data_of(clause: Said) -> dict[str, Any]:
    """A clause as the form shows it, in the reader's script."""
    script = reading(clause.text)
    other = script.other
    return {
        "heading": clause.heading.in_script(script),
        "text": clause.text.in_script(script),
        "heading_twin": clause.heading.in_script(other),
        "text_twin": clause.text.in_script(other),
        "modality": str(clause.modality),
        "subject": clause.subject.in_script(script),
        "sources": [
            {"kind": source["kind"], "text": Bitext.from_json(source["text"]).in_script(script)}
            for source in clause.sources
        ],
        "script": script.value,
    }


class ChangeForm(WordsForm, ReasonedForm):
    """Another wording of a clause."""


class AddForm(PlacedForm, WordsForm, ReasonedForm):
    """A new clause."""


class DeleteForm(ReasonedForm):
    """Striking a clause out."""


class MoveForm(PlacedForm, ReasonedForm):
    """Another place for a clause."""


class SeenForm(Form):
    """Accepting: the outcome that was shown."""

    seen = HiddenField()


class DecisionForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(), Length(max=500)],
        description=_l("Everybody can read it."),
        render_kw={"rows": 3},
    )
    seen = HiddenField()


class MergeForm(WordsForm, DecisionForm):
    """Other words than were proposed, or two colliding texts as one."""


class MergePlaceForm(PlacedForm, DecisionForm):
    """Another place than was proposed."""


class MergeNewForm(PlacedForm, WordsForm, DecisionForm):
    """A clause that is not in the text, or not any more, with its place."""


class RemarkForm(Form):
    text = TextAreaField(
        _l("Your remark"), validators=[InputRequired(), Length(max=2000)], render_kw={"rows": 4}
    )
