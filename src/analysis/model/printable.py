"""Words of a file as they may be shown: nothing in them steers a terminal or a page."""

import re

REPLACEMENT = "�"
_SPACES = re.compile(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]")
# Control signs, among them the escape that a terminal obeys; signs without width, which make two
# unlike names look alike; signs that turn the direction of what follows; halves of a letter. The
# joiners and the marks of direction that right-to-left scripts are written with stay.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def make_printable(text: str) -> str:
    """The text on one line and as long as before: line ends and tabs become spaces.

    Control signs, signs without width and overrides of direction become U+FFFD.
    """
    return _STEERING.sub(REPLACEMENT, _SPACES.sub(" ", text))
