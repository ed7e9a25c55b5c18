"""Parts that live in other programs: each is a module of its own, imported only by them."""
