"""What the resource descriptors call to answer a request."""
