"""Money: reference rates of the European Central Bank, conversion, and what readers see of prices."""
