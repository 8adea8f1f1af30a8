"""What the meals take in and cost, day by day, and how the school publishes it."""
