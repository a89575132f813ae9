"""Conventions and signatures as papers: how they are proven, and the sheets that are drawn as PDFs."""

from portal.conventions.papers.proofs import prove_signature, prove_text
from portal.conventions.papers.sheets import wall_sheet
from portal.core.i18n import _l
from portal.papers.kinds import PaperKind

KINDS = {
    "convention": PaperKind(label=_l("Convention"), prove=prove_text, sheet=wall_sheet),
    "convention_signature": PaperKind(label=_l("Signature under a convention"), prove=prove_signature),
}
