"""What the people of a provider see and do: a page for each provider that one of their organisations answers for."""
