"""vidsync: speech with word timings in; captions, mouths and narrated video out.

    import vidsync

    speech = vidsync.speak("Look at this.")              # narration and word times
    captions = vidsync.caption(speech.transcript)        # .save("c.ass"), .srt or .vtt
    track = vidsync.lipsync(speech.transcript)           # .save("mouth.json")
    vidsync.render("in.mp4", "out.mp4", speech)          # all of it, on a video

The names in `__all__` are the stable public interface. Each one is imported when it is
first used, so `import vidsync` is fast.
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
