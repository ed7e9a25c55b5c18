"""Formats of forced aligners and annotation programs."""
