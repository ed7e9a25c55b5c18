"""Speech from networks that run on this machine: texts to phones, phones to sound and times."""
