"""Training: the loop, the learner, demonstrations, state to resume from."""
