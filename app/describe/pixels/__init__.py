"""What pixels alone tell of a picture: that there is nothing to see, grain, a frame."""
