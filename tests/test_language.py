"""The language of the house, as far as a test can hold it: form of hints, banned words, British spelling."""

import ast
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from tests.texts import ROOT, VALUE, Text, all_texts, comments_of, makers, texts_of

#: One process reads the sources for all of them.
pytestmark = pytest.mark.xdist_group("sources")
#: Private idioms and words with another meaning, with what to write instead.
BANNED = {
    r"\b(?:told|said)\b": "name who states, names or finds it",
    r"\bsays? so\b": "write what it states",
    r"\b(?:stands?|stood)\b(?!-)": "write is, are, means or occurs",
    r"\bl(?:ies|ie|ay) on\b": "write is on, or is kept in",
    r"\bnobody\b": "write what happens",
    r"\b(?:nothing says|speaks? of|person's word)\b": "write what is missing, mentioned or accepted",
    r"\bso many\b": "write the number of",
    r"\b(?:is|are|was|were) (?-i:none)\b(?! of)": "write what it is",
    r"\b(?:is|are) none of\b": "write is not one of",
    r"\b(?:takes?|took|taken?|taking) the place of\b": "write replaces",
    r"\bplaces? on the (?:sky|image|chip)\b": "place is a site on Earth: write position",
    r"\bplaces? of the (?:star|body|target|axis)\b": "place is a site on Earth: write position",
    r"\b(?:star|body|target)'s places?\b": "place is a site on Earth: write position",
}
#: American spellings, with the British ones.
SPELLING = {
    r"\bcolor(?:s|ed|ing)?\b": "colour",
    r"\bcenter(?:s|ed|ing)?\b": "centre",
    r"\b(?:kilo|milli|centi)?meters?\b": "metre",
    r"\bcatalogs?\b": "catalogue",
    r"(?-i:\bgray\b)": "grey",
    r"\b(?:behavior|neighbor|favor|honor|labor)(?:s|ed|ing|ite)?\b": "-our",
    r"\b(?:normal|recogn|organ|minim|maxim|optim|summar|real|general|initial|serial|central)iz(?:e[ds]?|ing|ation)\b": (
        "-ise"
    ),
    r"\banalyz(?:e|ed|es|ing)\b": "analyse",
    r"\b(?:label|model|travel|cancel)(?:ed|ing)\b": "-lled",
    r"\bartifacts?\b": "artefact",
}
#: Names of standards and of other people's products that are spelt otherwise.
NAMES = re.compile(r"Minor Planet Center|Data Center|\bfilter, catalog, caliberr\b")
#: A line of parameters in a docstring: their names are the code's.
PARAMETERS = re.compile(r"^[a-z_0-9]+(?:, [a-z_0-9]+)*$", re.MULTILINE)
#: Words in quotes are those of files and programs, not ours.
QUOTED = re.compile(r"``[^`]*``|`[^`]*`|(?<!\w)'[^'\n]{1,60}'(?!\w)|\"[^\"\n]{1,60}\"|https?://\S+")


def faults(words: str) -> list[str]:
    """Return the banned words and spellings of a text, each with what to write instead."""
    plain = NAMES.sub(" ", QUOTED.sub(" ", PARAMETERS.sub(" ", words)))
    return [
        f"{match[0]!r} ({advice})"
        for rules in (BANNED, SPELLING)
        for pattern, advice in rules.items()
        for match in re.finditer(pattern, plain, re.IGNORECASE)
    ]


def is_hint(words: str) -> bool:
    """Return whether a hint is one phrase that begins small and ends without a full stop."""
    first = re.match(r"[^\W\d_]+", words)
    begins_small = first is None or first[0][0].islower() or (first[0].isupper() and first[0] != "A")
    return begins_small and not re.search(r"(?<!\.)\.$", words) and not re.search(r"[a-z)]\. [A-Z]", words)


def is_message(words: str) -> bool:
    """Return whether a message ends as a sentence does, or with a value that may end it."""
    return words.endswith((".", "?", "!", ":", VALUE))


@pytest.mark.parametrize("kind", ["message", "hint", "help", "explanation", "docstring", "comment"])
def test_no_banned_word_and_british_spelling(kind: str) -> None:
    found = [f"{text} - {fault}" for text in all_texts() if text.kind == kind for fault in faults(text.words)]
    assert found == []


def test_hints_are_phrases() -> None:
    assert [str(text) for text in all_texts() if text.kind == "hint" and not is_hint(text.words)] == []


def test_explanations_are_sentences() -> None:
    texts = [text for text in all_texts() if text.kind == "explanation"]
    assert len(texts) > 80
    assert [str(text) for text in texts if not is_message(text.words)] == []


def descriptions() -> Iterator[Text]:
    """Yield the texts of resource descriptors that users read: descriptions, titles and metadata."""
    for path in sorted((ROOT / "resources").rglob("*.rd")):
        for node in ElementTree.parse(path).iter():
            words = [node.get("description"), node.get("tablehead")]
            if node.tag == "meta":
                words.append(node.text)
            for one in filter(None, words):
                yield Text(kind=node.tag, path=str(path.relative_to(ROOT)), line=0, words=" ".join(one.split()))


def test_descriptions_of_resources() -> None:
    texts = list(descriptions())
    assert len(texts) > 300
    assert [f"{text} - {fault}" for text in texts for fault in faults(text.words)] == []


@pytest.mark.parametrize("name", ["*.md", "docs/**/*.md"])
def test_pages(name: str) -> None:
    paths = sorted(ROOT.glob(name))
    assert len(paths) > 2
    lines = [(path.name, line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert [f"{page}: {line} - {fault}" for page, line in lines for fault in faults(line)] == []


@pytest.mark.parametrize(
    ("words", "is_right"),
    [
        ("send it again", True),
        ("is the time UT?", True),
        ("TYC 1234-5678-1, for instance", True),
        ("write it as Gaia DR3 ...", True),
        ("{} or the next one", True),
        ("Send it again", False),
        ("A blank line ends an event", False),
        ("send it again.", False),
        ("send it. Or not", False),
    ],
)
def test_a_hint_is_told_from_a_sentence(words: str, *, is_right: bool) -> None:
    assert is_hint(words) is is_right


_SAMPLE = '''
"""Nobody reads this."""

class OddError(UmbraError):
    """So many."""

_HINT = "Send it"

def refuse(line, message, hint=""):
    return OddError(message, hint)

def check(is_odd):
    hint = "first" if is_odd else f"second {is_odd}"
    hint += ", or not"
    refuse(3, "A message.", hint)
    yield Finding.error(CODE, "It is told.", _HINT, field="x")
    raise FormatError(source, None, "", "Message.", hint="third")
'''


def test_comments_are_found_in_the_source() -> None:
    found = list(comments_of("x.py", "#: Nobody.\nx = '# no'  # said\n"))
    assert [(text.line, text.words) for text in found] == [(1, "Nobody."), (2, "said")]


def test_texts_are_found_in_the_source() -> None:
    tree = ast.parse(_SAMPLE)
    found = {(text.kind, text.words) for text in texts_of("x.py", tree, makers([tree]))}
    assert found == {
        ("docstring", "Nobody reads this."),
        ("docstring", "So many."),
        ("message", "A message."),
        ("message", "It is told."),
        ("message", "Message."),
        ("hint", "Send it"),
        ("hint", "first"),
        ("hint", "second {}"),
        ("hint", ", or not"),
        ("hint", "third"),
    }


@pytest.mark.parametrize("words", ["It is told.", "the color", "it says so", "a place on the sky", "was normalized"])
def test_banned_words_are_found(words: str) -> None:
    assert len(faults(words)) == 1
    assert faults(f"``{words}``") == []
