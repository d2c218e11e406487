"""Appeals against refusals, suspensions and removals."""
