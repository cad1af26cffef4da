"""What the window asks of the rest of the app; see `app.assistant.collaborators`."""

from app.assistant.collaborators import AsksPictures, DescribesPictures, Source, Speaker, Speaks, Tasks

__all__ = ["AsksPictures", "DescribesPictures", "Source", "Speaker", "Speaks", "Tasks"]
