"""What a site begins with (`reference`, `ahead`), and the demo (`people`, `stories`, `service`)."""
