"""What the canteen may ask of health: counts and diets of a day, in ids, numbers and dates."""
