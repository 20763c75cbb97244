"""Where everything is kept. Only this package knows SQL."""
