"""ASS, SSA, and older formats whose text is read like theirs."""
