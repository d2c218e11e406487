"""What buyers in finance need: shortlists as evidence, the register of information, evidence about offerings."""
