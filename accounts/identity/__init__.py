"""The market as OpenID Connect provider: members sign in to services of others with their account here."""
