"""An extract for the register of information (DORA, Article 28(3)), as far as a market can know it."""
