"""The sandbox: one meeting played from the first mail to the thank-you, with real mail and virtual time."""
