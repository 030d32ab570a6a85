"""Values as people write them: dates, times, angles, numbers with units, names."""
