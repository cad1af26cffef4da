"""Whether everything that Earsight needs is there and works."""
