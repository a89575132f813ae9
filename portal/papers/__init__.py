"""Notices and texts with a hash: PDFs, QR codes, public verification."""
