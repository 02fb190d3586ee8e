"""What Kringle knows and decides: pure values and rules, no I/O."""
