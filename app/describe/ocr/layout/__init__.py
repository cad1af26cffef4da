"""How the lines of a page lie: their order, tables, slant, indentation, and what was passed over."""
