"""Long runs that try to break what reads strangers' files; the test suite runs them short."""
