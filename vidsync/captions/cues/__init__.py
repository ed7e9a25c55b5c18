"""Words grouped into cues: breaks, timing, rules and checks."""
