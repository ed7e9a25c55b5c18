"""Sound and captions in the video sequencer, and captions as markers."""

from .documents import DocumentError


def add_sound(scene, path, start, name="vidsync"):
    """Add a sound on a free channel of the sequencer.

    Args:
        scene: it gets a sequencer if it has none.
        path: of the sound file.
        start: the first frame of the sound.
        name: of the strip.

    Raises:
        DocumentError: Blender cannot read the sound, or was built without sound.
    """
    strips = get_strips(scene)
    try:
        return strips.new_sound(name, path, find_free_channel(strips), start)
    except RuntimeError as error:
        reason = str(error).strip().removeprefix("Error: ")
        raise DocumentError(f"Blender cannot use the sound {path}: {reason}") from None


def add_captions(scene, captions, frame_of, name="vidsync"):
    """Add captions as text strips on a free channel; a caption ends where the next begins.

    Returns:
        The number of captions.
    """
    strips = get_strips(scene)
    channel = find_free_channel(strips)
    parameters = strips.bl_rna.functions["new_effect"].parameters
    spans = [[round(frame_of(start)), round(frame_of(end))] for start, end, _ in captions]
    for span, following in zip(spans, [*spans[1:], None], strict=True):
        if following is not None:
            span[1] = min(span[1], following[0])
        span[1] = max(span[1], span[0] + 1)
    for (start, end), (_, _, text) in zip(spans, captions, strict=True):
        # Blender 5.0 and later take the length of a strip, and earlier versions its end.
        last = {"length": end - start} if "length" in parameters else {"frame_end": end}
        strip = strips.new_effect(
            name=name, type="TEXT", channel=channel, frame_start=start, **last
        )
        strip.text = text
        strip.font_size = max(scene.render.resolution_y // 18, 12)
        strip.location = (0.5, 0.12)
        strip.wrap_width = 0.9
        strip.use_shadow = True
    return len(captions)


def add_markers(scene, captions, frame_of):
    """Add captions as markers on the timeline.

    Returns:
        The number of captions.
    """
    for start, _, text in captions:
        scene.timeline_markers.new(" ".join(text.split())[:63], frame=round(frame_of(start)))
    return len(captions)


def get_strips(scene):
    """Get the strips of a scene; Blender 4.4 renamed the collection."""
    editor = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def find_free_channel(strips):
    """Find the first channel above all strips."""
    return max((strip.channel for strip in strips), default=0) + 1
