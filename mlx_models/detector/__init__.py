"""Which objects and faces are in a picture, and where: NanoDet and MediaPipe's face detector."""
