"""What was said of pictures and talked about, kept in the library's file for as long as the user wants."""
