"""hibari: how English is pronounced, and its voices."""
