"""Registration and sign-in with an account elsewhere, by OpenID Connect."""
