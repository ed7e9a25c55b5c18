"""The voices of Kokoro 82M."""
