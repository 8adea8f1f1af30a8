"""What a food is asked for."""

# What is kept of a hundred edible grams, in the order of the statutory table.
NUTRIENTS = (
    "energy_kcal",
    "protein_g",
    "fat_g",
    "carbohydrate_g",
    "fiber_g",
    "calcium_mg",
    "iron_mg",
    "zinc_mg",
    "sodium_mg",
    "vitamin_a_ug_rae",
    "vitamin_b1_mg",
    "vitamin_b2_mg",
    "vitamin_c_mg",
)
