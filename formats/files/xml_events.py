"""XML files that are long lists of events, read one event at a time by a parser that is safe against hostile files.

Document types, entities and external references are refused (defusedxml), and sizes are limited, so that time and
memory grow with the length of the file only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode

#: Limits, far above all real files: the largest has some 10,000 events of up to a few hundred stations.
MAX_EVENTS = 100_000
MAX_EVENT_ELEMENTS = 50_000
MAX_TEXT = 1_000_000
MAX_DEPTH = 16
MAX_AMPERSANDS = 10_000

_CHUNK = 65536
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,300}\?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
#: A control character of ISO 6429 (C1) as a number; programs on Windows write it for letters of Windows-1252.
_CONTROL = re.compile(r"&#(?:0{0,6}(?:12[7-9]|1[34]\d|15\d)|[xX]0{0,6}(?:7[fF]|[89][0-9a-fA-F]));")
_LINE_END = re.compile(r"\r\r?\n|\n|\r")
#: Root elements by which the XML of an archive or of event elements is found within other text.
_EMBEDDED = re.compile(r"^[ \t]*<(Occultations|AsteroidOccultations)>", re.MULTILINE)
_FIRST_TAG = re.compile(r"<([A-Za-z_][\w.\-]*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """An XML element with its text and its children. Attributes do not occur in these formats."""

    name: str
    #: Line of its start tag, counted from 1.
    line: int
    #: Its own text, without that of its children.
    text: str
    children: tuple["Node", ...] = ()

    def all(self, name: str) -> tuple["Node", ...]:
        """Return the children of a name, in the order of the file."""
        return tuple(child for child in self.children if child.name == name)

    def first(self, name: str) -> "Node | None":
        """Return the first child of a name, or None."""
        return next(iter(self.all(name)), None)


def root_of(head: bytes) -> tuple[str, str]:
    """Return the name of the first element in the first bytes of a file, and the text from there on.

    Both are empty where the bytes are not XML. A declaration, comments and a document type before the first element
    are skipped, and so is text before an archive or event elements of Occult.
    """
    text = _head_text(head)
    if not text.lstrip().startswith("<"):
        embedded = _EMBEDDED.search(text)
        return (embedded[1], text[embedded.start(1) - 1 :]) if embedded else ("", "")
    first, *others = text.split("<!--")
    text = first + "".join(part.partition("-->")[2] for part in others)
    match = _FIRST_TAG.search(text)
    return (match[1], text[match.start() :]) if match else ("", "")


def _head_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore")
    if head[1:2] == b"\0":
        return head.decode("utf-16-le", errors="ignore")
    if head[:1] == b"\0":
        return head.decode("utf-16-be", errors="ignore")
    return head.decode("utf-8-sig", errors="ignore")


def cut_out(text: str, roots: frozenset[str]) -> tuple[str, tuple[Finding, ...]]:
    """Return an XML document without the text of an e-mail or a web page around it, and a finding if there was any.

    The lines keep their numbers.
    """
    opening = re.search(rf"<({'|'.join(sorted(roots))})[\s>]", text)
    closing = text.rfind(f"</{opening[1]}>") if opening else -1
    if opening is None or closing < 0:
        return text, ()
    start, stop = opening.start(), closing + len(opening[1]) + 3
    before, after = text[:start], text[stop:]
    has_before = bool(before.strip()) and not before.lstrip("\ufeff \t\r\n").startswith("<")
    has_after = bool(after.strip("\0\x1a \t\r\n")) and "<" not in after
    if not (has_before or has_after):
        return text, ()
    lead = "\n" * len(_LINE_END.findall(before)) if has_before else before
    line = 1 if has_before else len(_LINE_END.findall(text[:stop])) + 1
    finding = Finding.info(
        FindingCode.STRUCTURE,
        f"There is text {'before' if has_before else 'after'} the XML; it was left out.",
        line=line,
    )
    return lead + text[start:stop] + ("" if has_after else after), (finding,)


def mend(text: str, source: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of an XML file with frequent errors corrected, ready to be parsed, and the findings on them.

    Line ends become line feeds, also the CR CR LF of files that were converted to DOS lines twice. Each ``&`` that does
    not begin an entity, as in names of people and sites, is escaped. References to control characters are replaced by
    U+FFFD.

    Raises
    ------
    FormatError
        If more than `MAX_AMPERSANDS` have to be escaped.
    """
    if "\r" in text:
        text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text, ()
    text, findings = _without_controls(text)
    lines: dict[int, None] = {}
    line, place = 1, 0
    for count, match in enumerate(_BARE_AMPERSAND.finditer(text)):
        if count >= MAX_AMPERSANDS:
            message = f"The XML has more than {MAX_AMPERSANDS} unescaped '&'."
            raise FormatError(source, line, "", message, "write &amp; for each")
        line += text.count("\n", place, match.start())
        place = match.start()
        lines[line] = None
    findings += tuple(
        Finding.warning(
            FindingCode.STRUCTURE,
            "An '&' of the XML is not escaped; it was read as the character.",
            "write &amp;",
            line=line,
        )
        for line in lines
    )
    return _BARE_AMPERSAND.sub("&amp;", text) if lines else text, findings


def _without_controls(text: str) -> tuple[str, tuple[Finding, ...]]:
    """Replace references to control characters (``&#143;``) by U+FFFD; return the text and a finding on the first."""
    match = _CONTROL.search(text)
    if match is None:
        return text, ()
    message = f"The XML holds the control character {match[0]}; it is no letter."
    line = text.count("\n", 0, match.start()) + 1
    finding = Finding.warning(FindingCode.ENCODING_GUESSED, message, "save the file as UTF-8", line=line)
    return _CONTROL.sub("\ufffd", text), (finding,)


def walk(text: str, source: str, roots: frozenset[str]) -> Iterator[Node]:
    """Yield the children of the root element one after the other, each complete.

    Parameters
    ----------
    text
        The file, decoded and corrected by `mend`; the encoding in its declaration is ignored.
    source
        Name of the file, for messages.
    roots
        Names that the root element may have.

    Raises
    ------
    FormatError
        If the XML is damaged or breaks off, has a document type or entities, or exceeds a limit of
        this module. The caller must then drop what was yielded before, since a broken file is refused whole.
    """
    declaration = _DECLARATION.match(text)
    start = declaration.end() if declaration else 0
    builder = _Builder(source, roots, first_line=text.count("\n", 0, start))
    parser = DefusedExpatParser(forbid_dtd=True)
    builder.setDocumentLocator(parser)
    parser.setContentHandler(builder)
    try:
        for place in range(start, len(text), _CHUNK):
            parser.feed(text[place : place + _CHUNK])
            yield from builder.take()
        parser.close()
    except SAXParseException as problem:
        raise builder.broken(problem) from problem
    except DefusedXmlException as problem:
        raise FormatError(
            source,
            builder.line(),
            "",
            "The XML has a document type, entities or external references, which are not accepted.",
            "remove the <!DOCTYPE ...> from the file",
        ) from problem
    yield from builder.take()


class _Builder(ContentHandler):
    """Builds nodes from the calls of the parser, and passes on the children of the root."""

    def __init__(self, source: str, roots: frozenset[str], *, first_line: int) -> None:
        super().__init__()
        self._source = source
        self._roots = roots
        self._first_line = first_line
        self._open: list[tuple[str, int, list[str], list[Node]]] = []
        self._ready: list[Node] = []
        self._n_events = 0
        self._n_elements = 0
        self._n_chars = 0

    def line(self) -> int:
        """Return the line that the parser has reached."""
        locator = self._locator  # type: ignore[attr-defined]
        return self._first_line + int(locator.getLineNumber() or 1)

    def take(self) -> Iterator[Node]:
        """Yield and forget the finished children of the root."""
        ready, self._ready = self._ready, []
        yield from ready

    def broken(self, problem: SAXParseException) -> FormatError:
        """Return the error that explains damaged XML."""
        message = str(problem.getMessage())
        whole = f"{self._n_events} events before it were complete"
        if self._n_events == 1:
            whole = "the one event before it was complete"
        line = self._first_line + int(problem.getLineNumber() or 1)
        return FormatError(
            self._source,
            line,
            "",
            f"The XML is damaged or breaks off here ({message}); {whole}.",
            "send the whole file again: nothing of a broken file is taken",
        )

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Open an element."""
        if not self._open and name not in self._roots:
            expected = " or ".join(f"<{root}>" for root in sorted(self._roots))
            raise self._refused(f"The file begins with <{name[:40]}>, not with {expected}.")
        if len(self._open) >= MAX_DEPTH:
            raise self._refused(f"Elements are nested more than {MAX_DEPTH} deep.")
        self._n_elements += 1
        if self._n_elements > MAX_EVENT_ELEMENTS:
            raise self._refused(f"One event has more than {MAX_EVENT_ELEMENTS} elements.")
        self._n_chars = 0
        self._open.append((name, self.line(), [], []))

    def characters(self, content: str) -> None:
        """Add text to the open element."""
        self._n_chars += len(content)
        if self._n_chars > MAX_TEXT:
            raise self._refused(f"One element holds more than {MAX_TEXT} characters.")
        if len(self._open) > 1:
            self._open[-1][2].append(content)

    def endElement(self, name: str) -> None:
        """Close an element."""
        _, line, texts, children = self._open.pop()
        node = Node(name=name, line=line, text="".join(texts).strip(), children=tuple(children))
        if len(self._open) > 1:
            self._open[-1][3].append(node)
        elif self._open:
            self._ready.append(node)
            self._n_elements = 0
            self._n_events += name == "Event"
        self._n_chars = 0
        if self._n_events > MAX_EVENTS:
            raise self._refused(f"The file holds more than {MAX_EVENTS} events.")

    def _refused(self, message: str) -> FormatError:
        return FormatError(self._source, self.line(), "", message, "send a file of this format")
