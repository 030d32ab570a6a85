"""Values as people write them on forms and in tables: dates, times, angles, numbers with units, countries."""
