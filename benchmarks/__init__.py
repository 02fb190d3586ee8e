"""What things cost. Nothing here is imported by the rest."""
