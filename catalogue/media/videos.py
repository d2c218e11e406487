"""A stranger's video is opened, its streams are put into a new file, and one frame becomes its poster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.stream import Stream

from catalogue.media.kinds import MediaError
from catalogue.media.pictures import MOST_PIXELS, MOST_SIDE, write_variants
from common.words import Figure, Form, Words, say

# The demultiplexers that may open a file, so that no other of the library's many is tried on it.
CONTAINERS = {"video/mp4": "mp4", "video/webm": "webm"}
CODECS = {
    "video/mp4": {"video": {"h264", "av1"}, "audio": {"aac", "mp3", "opus"}},
    "video/webm": {"video": {"vp8", "vp9", "av1"}, "audio": {"vorbis", "opus"}},
}
MOST_SECONDS = 3600
POSTER_SECONDS, POSTER_FRAMES = 1.0, 120
NO_VIDEO = say("This file is not a video that can be opened. Export it again as MP4 or WebM and upload it.")


def rewrap_video(path: Path, content_type: str, folder: Path) -> dict[str, Any]:
    """Write the video's streams into a new file in ``folder`` without a change to them, and its poster beside it.

    Metadata, attachments and bytes behind the end stay behind. Raises MediaError where the library cannot open it, or
    browsers could not play it. Returns size, duration in seconds, and the files.
    """
    target = folder / f"video.{CONTAINERS[content_type]}"
    try:
        with _opened(path, content_type) as source:
            streams = _streams(source, content_type)
            _copy(source, streams, target, content_type)
        width, height, seconds = _measured(target, content_type)
        poster = _poster(target, content_type, folder, seconds)
    except av.FFmpegError as problem:
        raise MediaError(NO_VIDEO) from problem
    file = {"file": target.name, "type": content_type, "width": width, "height": height}
    return {"width": width, "height": height, "duration": seconds, "files": [file, *poster]}


def _opened(path: Path, content_type: str) -> InputContainer:
    # Nothing that the file names may be opened beside it.
    return av.open(str(path), format=CONTAINERS[content_type], options={"protocol_whitelist": "file"})


def _streams(source: InputContainer, content_type: str) -> list[Stream]:
    """Return the first picture and the first sound; the rest of a file is not shown."""
    chosen: list[Stream] = [*source.streams.video[:1], *source.streams.audio[:1]]
    if not source.streams.video:
        raise MediaError(NO_VIDEO)
    for stream in chosen:
        codec = stream.codec_context.codec.canonical_name if stream.codec_context else stream.type
        if codec not in CODECS[content_type][stream.type]:
            raise MediaError(_unplayable(codec))
    return chosen


def _unplayable(codec: str) -> Words:
    return say(
        "This video is coded as %(codec)s, which many browsers cannot play. Export it as H.264 or AV1 with AAC in MP4, "
        "or as VP9 or AV1 with Opus in WebM.",
        codec=codec,
    )


def _copy(source: InputContainer, streams: list[Stream], target: Path, content_type: str) -> None:
    options = {"movflags": "+faststart"} if content_type == "video/mp4" else {}
    with av.open(str(target), "w", format=CONTAINERS[content_type], options=options) as made:
        copies = {stream.index: made.add_stream_from_template(stream) for stream in streams}
        for packet in source.demux(streams):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                made.mux(packet)


def _measured(path: Path, content_type: str) -> tuple[int, int, float]:
    with _opened(path, content_type) as video:
        first, seconds = video.streams.video[0], (video.duration or 0) / 1_000_000
    if not seconds or not first.width or not first.height:
        raise MediaError(NO_VIDEO)
    if seconds > MOST_SECONDS:
        most = Figure(MOST_SECONDS, Form.SECONDS)
        raise MediaError(say("This video is longer than %(most)s. Cut it into parts.", most=most))
    if first.width * first.height > MOST_PIXELS or max(first.width, first.height) > MOST_SIDE:
        raise MediaError(NO_VIDEO)
    return first.width, first.height, round(seconds, 2)


def _poster(path: Path, content_type: str, folder: Path, seconds: float) -> list[dict[str, Any]]:
    wanted, frame = min(POSTER_SECONDS, seconds / 2), None
    with _opened(path, content_type) as video:
        for number, frame in enumerate(video.decode(video=0)):
            if (frame.time or 0) >= wanted or number >= POSTER_FRAMES:
                break
        if frame is None:
            raise MediaError(NO_VIDEO)
        files: list[dict[str, Any]] = write_variants(frame.to_image(), folder)["files"]  # type: ignore[no-untyped-call]
    return files
