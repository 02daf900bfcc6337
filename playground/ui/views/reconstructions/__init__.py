"""What an autoencoder makes of samples again, beside the samples themselves."""
