"""Results of programs that find D and R in light curves: AOTA, PyOTE."""
