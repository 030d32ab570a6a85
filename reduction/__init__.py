"""How numbers are made: arrays in, frozen records out."""
