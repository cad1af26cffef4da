"""What the window looks like: sizes, spaces, colours, icons, and the style sheet made of them."""
