"""What scripts quote: the plain functions of steps and evaluations."""
