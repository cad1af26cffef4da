"""What people and programs wrote into a photo's file, and beside it."""
