"""What comes in from outside, each a protocol with its implementations."""
