"""What is allowed and what things mean: pure rules, standard library only."""
