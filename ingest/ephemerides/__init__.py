"""Where bodies were and how the Earth was turned: kernels, tables, Earth orientation, geoid."""
