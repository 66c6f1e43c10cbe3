"""What an operator asks: verify, back up, rebuild, export, audit."""
