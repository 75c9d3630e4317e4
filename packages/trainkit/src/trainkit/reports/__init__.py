"""Learning curves and the HTML report of runs."""
