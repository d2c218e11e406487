"""The pages: shortlists of members, what anybody may check, and evidence about offerings."""
