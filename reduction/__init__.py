"""The computations: arrays in, frozen records out."""
