"""What the user makes of photos: notes, taught names, albums, memories, tidying up."""
