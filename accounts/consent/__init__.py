"""What people agree to, how it stands with each of them, and the links that mails carry."""
