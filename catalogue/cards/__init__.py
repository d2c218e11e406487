"""The pictures that social networks and messengers show beside a link to an offering, a provider or a page."""
