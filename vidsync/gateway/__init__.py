"""The APIs of speech services, answered on this machine by the embedded engines.

Use it to develop, test and demonstrate without a key: the services' official clients work with
only their base URL changed, and get real audio with exact times.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
