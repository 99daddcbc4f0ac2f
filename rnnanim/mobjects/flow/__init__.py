"""What flows: the gradient as a ribbon of light, the forward stream, and pulses of state."""
