"""What a generator makes of noise, among the real points, over what the discriminator says of the plane."""
