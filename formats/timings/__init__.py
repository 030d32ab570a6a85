"""Reports of programs that time light curves: AOTA, PyOTE."""
