"""Every write of reviews, votes, reports, replies and decisions. The person is given, and each asks what they may."""
