"""From real input to a draft: read, show for correction, and only then save."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import services
from portal.conventions.forms import CorrectionForm, ImportForm
from portal.conventions.importing import Form as Written
from portal.conventions.importing import Imported, Unreadable, UnreadableDocument, parse_docx, parse_text
from portal.conventions.importing.result import Remark, RemarkKind
from portal.conventions.services import NewClause
from portal.conventions.states import Form, Kind
from portal.conventions.views.blueprint import bp
from portal.conventions.views.drafting import owner_asked
from portal.core.i18n import _, _l
from portal.core.permissions import require

MOST = 140
FORMS = {Written.ARTICLES: Form.ARTICLES, Written.RHYME: Form.RHYME}
WHY_UNREADABLE = {
    Unreadable.EMPTY: _l("There is no text in it."),
    Unreadable.TOO_LARGE: _l("This text is too long to be taken over in one piece."),
    Unreadable.OLD_WORD: _l("This is an old Word file (.doc). Please save it as .docx, or paste its text."),
    Unreadable.PROTECTED: _l("This file is protected by a password. Please remove it, or paste the text."),
    Unreadable.NOT_WORD: _l("This is not a Word file (.docx). Please choose another, or paste the text."),
    Unreadable.DAMAGED: _l("This file is damaged. Please save it anew in Word, or paste its text."),
}
REMARKS = {
    RemarkKind.NO_TITLE: _l("No title was recognised. Please write one."),
    RemarkKind.NO_NUMBERING: _l("No numbers were recognised: each paragraph has become a clause."),
    RemarkKind.NUMBER_SKIPPED: _l("Line %(line)s: number %(expected)s was expected, %(found)s stands there."),
    RemarkKind.NUMBER_REPEATED: _l("Line %(line)s: number %(found)s stands there a second time."),
    RemarkKind.NUMBER_BACKWARDS: _l("Line %(line)s: the numbers run backwards here (%(found)s)."),
    RemarkKind.EMPTY_CLAUSE: _l("Line %(line)s: this clause has no text."),
    RemarkKind.SPLIT_INSIDE_LINE: _l(
        "Line %(line)s: a clause began in the middle of the line; it was split there."
    ),
    RemarkKind.LOST_CHARACTERS: _l(
        "Line %(line)s: characters were lost (□ or ?). Please compare with the original."
    ),
    RemarkKind.PINYIN_DROPPED: _l("Line %(line)s: %(found)s readings in brackets were taken out."),
}


def sentence(remark: Remark) -> str:
    values = {"line": remark.line, "expected": remark.expected or "?", "found": remark.found or "?"}
    return str(REMARKS[remark.kind]) % values


def read(form: ImportForm) -> Imported:
    file: Any = form.file.data
    if file and getattr(file, "filename", ""):
        return parse_docx(file.stream.read())
    return parse_text(form.text.data or "")


@bp.route("/import", methods=["GET", "POST"])
def import_text() -> ResponseReturnValue:
    owner = owner_asked()
    require(current_user, "conventions.draft", owner)
    if request.form.get("step") == "save":
        return save(owner)
    form = ImportForm.received()
    if form.sent:
        try:
            return show_for_correction(owner, read(form))
        except UnreadableDocument as refusal:
            form.refused = str(WHY_UNREADABLE[refusal.reason])
    return render_template("conventions/import.html", form=form, owner=owner), form.status


def show_for_correction(owner: Any, found: Imported) -> ResponseReturnValue:
    chapters = [c.title for c in found.chapters]
    data = {
        "form": str(FORMS.get(found.form, Form.ITEMS)),
        "title": found.title[:100],
        "preamble": found.preamble,
        "clauses": [
            {
                "keep": True,
                "chapter": chapters[c.chapter][:60] if c.chapter is not None else "",
                "heading": c.heading[:60],
                "text": c.text,
            }
            for c in found.clauses[:MOST]
        ],
    }
    form = CorrectionForm(data=data)
    remarks = [sentence(remark) for remark in found.warnings]
    if len(found.clauses) > MOST:
        remarks.append(_("Only the first %(most)s clauses were taken over.", most=MOST))
    return render_template("conventions/correct.html", form=form, owner=owner, found=found, remarks=remarks)


def save(owner: Any) -> ResponseReturnValue:
    form = CorrectionForm.received()
    if form.sent:
        with form.refusals():
            convention = services.draft(
                owner,
                kind=Kind(form.kind.data),
                form=Form(form.form.data),
                title=form.title.data or "",
                summary=form.summary.data or "",
                preamble=form.preamble.data or "",
                clauses=[
                    NewClause(
                        chapter=row.data["chapter"] or "",
                        heading=row.data["heading"] or "",
                        text=row.data["text"],
                    )
                    for row in form.clauses
                    if row.data["keep"] and row.data["text"]
                ],
                actor=current_user,
            )
            flash(_("The draft has been saved. Please read both scripts through once."), "done")
            return redirect(url_for(".edit", code=convention.code))
    return render_template(
        "conventions/correct.html", form=form, owner=owner, found=None, remarks=[]
    ), form.status
