"""XML that is right by construction: elements in order, text without what XML forbids."""

import re
from xml.etree import ElementTree as ET

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: XML 1.0, section 2.2, Char."""


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Append a child element and return it."""
    child = ET.SubElement(parent, name, attributes)
    if text is not None:
        child.text = FORBIDDEN.sub(" ", text)
    return child


def written(root: ET.Element) -> bytes:
    """Return the document as UTF-8."""
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body
