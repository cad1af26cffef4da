"""What tells of changes in text, under the name that programs outside import it by."""

from app.describe.live.changes import TextChanges

__all__ = ["TextChanges"]
