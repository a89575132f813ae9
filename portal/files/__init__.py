"""Evidence and attachments: stored by hash, judged by content, never served as pages."""
