"""Files of forced aligners and annotation programs."""
