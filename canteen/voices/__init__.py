"""What is said of the meals: the diet committee, observations, opinions, surveys; and what made people ill."""
