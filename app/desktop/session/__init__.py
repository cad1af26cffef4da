"""The user's session: one instance, files handed over, starting with the session, what is selected."""
