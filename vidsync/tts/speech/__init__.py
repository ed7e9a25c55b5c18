"""Speech from many requests: texts split and streamed, answers joined, missing times filled in."""
