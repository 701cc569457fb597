"""What departments publish, as programs read and write it: notices, articles, information that is kept up to date."""
