"""Regular expressions as automata of positions, and where matching by trial and error takes more than linear time.

Glushkov's construction: each letter of a pattern is a position, and an edge leads to each position that may follow.
Trial and error takes exponential time if a loop can be gone through in two ways on one word, and at least quadratic
time if two loops share a word on which one leads to the other (Weber & Seidl 1991, Theor. Comput. Sci. 88, 325:
criteria EDA and IDA). What is possessive or atomic is not tried again, and is one position here. A search tries every
place of a text: a loop over any letter before the pattern.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

#: A repeat of more than this counts as endless.
_ENDLESS = 400
_ALPHABET = [chr(code) for code in range(128)] + list("\x85\xa0é²½°ª·’–Ж年ａ١\u2028")
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}
_ANYWHERE = frozenset(_ALPHABET)

Letters = frozenset[str]


@dataclass
class _Part:
    """A part of a pattern: what comes first and last, and whether it may be empty (2), if a condition holds (1)."""

    empty: int = 2
    first: Counter[int] = field(default_factory=Counter)
    last: dict[int, bool] = field(default_factory=dict)


class Automaton:
    """Positions of a pattern with their letters and edges.

    Parameters
    ----------
    pattern
        The pattern.
    is_searched
        Whether it is tried at every place; else at the first only.
    is_whole
        Whether it must reach the end of the text.
    """

    def __init__(self, pattern: "re.Pattern[str] | re.Pattern[bytes]", *, is_searched: bool, is_whole: bool) -> None:
        self.letters: list[Letters] = []
        self.edges: dict[int, Counter[int]] = defaultdict(Counter)
        self._is_bytes = isinstance(pattern.pattern, bytes)
        self._opens = is_searched
        tree = _parser.parse(pattern.pattern, pattern.flags)
        self._state = tree.state
        part = self._sequence(list(tree), tree.state.flags)
        #: Positions from which nothing more is needed: a loop that ends there never goes back.
        self.done = {place for place, is_free in part.last.items() if is_free and not is_whole}
        self.start = None
        if is_searched and not _is_anchored(list(tree), tree.state.flags):
            self.start = self._position(_ANYWHERE)
            self.edges[self.start][self.start] = 1
            self.edges[self.start].update(part.first)
            self._before = self._lead(list(tree), tree.state.flags)

    def troubles(self) -> Iterator[str]:
        """Yield what takes more than linear time."""
        components = self._components()
        loops = {place: number for number, one in enumerate(components) for place in one}
        if not self._opens:
            for component in components:
                if self._is_exponential(component):
                    yield f"exponential: {self._shown(component)} can be gone through in two ways"
        for p in sorted(loops):
            for q in sorted(loops):
                if p == q or q in self.done or loops[p] == loops[q] or (self._opens and p != self.start):
                    continue
                if self._is_quadratic(p, q, components[loops[p]], components[loops[q]]):
                    what = "the search" if p == self.start else self._shown([p])
                    yield f"quadratic: {what}, then {self._shown([q])}"

    def _shown(self, places: Iterable[int]) -> str:
        shown = []
        for place in places:
            letters = "".join(sorted(self.letters[place]))
            shown.append(f"{place}[{letters[:12]!r}{'...' if len(letters) > 12 else ''}]")
        return ", ".join(shown[:5])

    # Construction

    def _position(self, letters: Letters) -> int:
        self.letters.append(letters)
        return len(self.letters) - 1

    def _sequence(self, nodes: list[Any], flags: int) -> _Part:
        whole = _Part()
        for node in nodes:
            whole = self._join(whole, self._node(node, flags))
        return whole

    def _join(self, one: _Part, other: _Part) -> _Part:
        for place in one.last:
            self.edges[place].update(other.first)
        first = Counter(one.first)
        if one.empty:
            first.update(other.first)
        last = dict(other.last)
        if other.empty:
            last |= {place: is_free and other.empty == 2 for place, is_free in one.last.items()}
        return _Part(empty=min(one.empty, other.empty), first=first, last=last)

    def _node(self, node: Any, flags: int) -> _Part:  # noqa: ANN401
        kind, value = node
        if kind in _REPEATS or kind == _constants.POSSESSIVE_REPEAT:
            return self._repeat(kind, value, flags)
        if kind == _constants.SUBPATTERN:
            return self._sequence(list(value[3]), (flags | value[1]) & ~value[2])
        if kind == _constants.ATOMIC_GROUP:
            return self._sequence(list(value), flags) if self._opens else self._opaque(list(value), flags)
        if kind == _constants.BRANCH:
            return self._branch([self._sequence(list(one), flags) for one in value[1]])
        if kind in {_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT}:
            is_behind = kind != _constants.AT and value[0] < 0
            if kind != _constants.AT:
                self._sequence(list(value[1]), flags)
            return _Part(empty=2 if is_behind else 1)
        if kind == _constants.GROUPREF:
            return _Part(empty=1)
        place = self._position(self._letters_of(node, flags))
        return _Part(empty=0, first=Counter([place]), last={place: True})

    def _branch(self, parts: list[_Part]) -> _Part:
        whole = _Part(empty=max(part.empty for part in parts))
        for part in parts:
            whole.first.update(part.first)
            whole.last |= part.last
        return whole

    def _repeat(self, kind: Any, value: Any, flags: int) -> _Part:  # noqa: ANN401
        least, most, nodes = value[0], value[1], list(value[2])
        if kind == _constants.POSSESSIVE_REPEAT and not self._opens:
            part = self._opaque(nodes, flags)
            return _Part(empty=part.empty if least else 2, first=part.first, last=part.last)
        part = self._sequence(nodes, flags)
        if most == _constants.MAXREPEAT or int(most) > _ENDLESS:
            for place in part.last:
                self.edges[place].update(part.first)
        elif int(most) > 1:
            # Two copies show every way in which one iteration may follow another.
            copy = self._sequence(nodes, flags)
            part = self._join(part, _Part(empty=2, first=copy.first, last=copy.last))
        return _Part(empty=part.empty if least else 2, first=part.first, last=part.last)

    def _opaque(self, nodes: list[Any], flags: int) -> _Part:
        """Return a part that is not tried again as one position with all its letters."""
        begin = len(self.letters)
        inner = self._sequence(nodes, flags)
        letters = frozenset().union(*self.letters[begin:])
        for place in range(begin, len(self.letters)):
            self.letters[place] = frozenset()
            self.edges.pop(place, None)
        place = self._position(letters)
        return _Part(empty=inner.empty, first=Counter([place]), last={place: True})

    def _letters_of(self, node: Any, flags: int) -> Letters:  # noqa: ANN401
        state = _parser.State()
        state.flags = flags
        state.str = b"" if self._is_bytes else ""
        compiled = _compiler.compile(_parser.SubPattern(state, [node]), flags)
        if self._is_bytes:
            return frozenset(one for one in _ALPHABET if ord(one) < 256 and compiled.fullmatch(one.encode("latin-1")))
        return frozenset(one for one in _ALPHABET if compiled.fullmatch(one))

    def _lead(self, nodes: list[Any], flags: int) -> Letters:
        """Return the letters after which a search may begin to match."""
        letters = _ANYWHERE
        for kind, value in nodes:
            if kind == _constants.AT and value == _constants.AT_BEGINNING:
                letters &= frozenset("\n")
            elif kind in {_constants.ASSERT, _constants.ASSERT_NOT} and value[0] < 0 and len(value[1]) == 1:
                inside = self._letters_of(value[1][0], flags) if value[1][0][0] != _constants.AT else _ANYWHERE
                letters &= inside if kind == _constants.ASSERT else _ANYWHERE - inside
            elif kind not in {_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT}:
                break
        return letters

    # Criteria

    def _components(self) -> list[list[int]]:
        """Return the positions of each loop (strongly connected components with an edge inside)."""
        return _strong(range(len(self.letters)), lambda place: [p for p in self.edges[place] if self.letters[p]])

    def _is_exponential(self, component: list[int]) -> bool:
        inside = set(component)
        if any(count > 1 and other in inside for place in component for other, count in self.edges[place].items()):
            return True
        if len(component) == 1:
            return False

        def steps(pair: tuple[int, int]) -> list[tuple[int, int]]:
            return [
                (a, b)
                for a in self.edges[pair[0]]
                if a in inside
                for b in self.edges[pair[1]]
                if b in inside and self.letters[a] & self.letters[b]
            ]

        pairs = _strong([(a, b) for a in component for b in component], steps)
        return any(len({a == b for a, b in one}) == 2 for one in pairs)

    def _is_quadratic(self, p: int, q: int, first: list[int], second: list[int]) -> bool:
        """Return whether a word leads from p to p, from p to q and from q to q."""
        if not self.letters[p] & self.letters[q]:
            return False
        one, other = set(first), set(second)
        todo = [(p, p, q, "")]
        seen: set[tuple[int, int, int, str]] = set()
        while todo:
            x, y, z, before = todo.pop()
            for a in self.edges[x].keys() & one:
                for c in self.edges[z].keys() & other:
                    shared = self.letters[a] & self.letters[c]
                    for b in self.edges[y] if shared else ():
                        both = shared & self.letters[b]
                        if not both or len(seen) > 200_000:
                            continue
                        if y == self.start != b and not self._may_begin(before, self.letters[z]):
                            continue
                        if (a, b, c) == (p, q, q):
                            return True
                        kept = "".join(sorted(both)) if b == self.start else ""
                        if (a, b, c, kept) not in seen:
                            seen.add((a, b, c, kept))
                            todo.append((a, b, c, kept))
        return False

    def _may_begin(self, before: str, letters: Letters) -> bool:
        """Return whether the pattern may begin after one of some letters, at first those of the loop."""
        return bool(self._before & (frozenset(before) or letters))


def _is_anchored(nodes: list[Any], flags: int) -> bool:
    for kind, value in nodes:
        if kind == _constants.AT and value == _constants.AT_BEGINNING_STRING:
            return True
        if kind == _constants.AT and value == _constants.AT_BEGINNING and not flags & re.MULTILINE:
            return True
        if kind == _constants.SUBPATTERN:
            return _is_anchored(list(value[3]), (flags | value[1]) & ~value[2])
        if kind == _constants.BRANCH:
            return all(_is_anchored(list(one), flags) for one in value[1])
        if kind not in {_constants.ASSERT, _constants.ASSERT_NOT}:
            return False
    return False


def _strong(places: Iterable[Any], steps: Any) -> list[list[Any]]:  # noqa: ANN401
    """Return the strongly connected components that hold an edge (Tarjan's algorithm without recursion)."""
    index: dict[Any, int] = {}
    low: dict[Any, int] = {}
    stack: list[Any] = []
    on_stack: set[Any] = set()
    found: list[list[Any]] = []
    for root in places:
        if root in index:
            continue
        work = [(root, iter(steps(root)))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            place, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(steps(other))))
                    break
                if other in on_stack:
                    low[place] = min(low[place], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == index[place]:
                    component = []
                    while True:
                        one = stack.pop()
                        on_stack.discard(one)
                        component.append(one)
                        if one == place:
                            break
                    if len(component) > 1 or place in steps(place):
                        found.append(component)
    return found


def troubles(pattern: "re.Pattern[str] | re.Pattern[bytes]", ways: Iterable[str]) -> list[str]:
    """Return what takes more than linear time in a pattern that is used by some functions of ``re``."""
    used = set(ways)
    is_whole, is_searched = "fullmatch" in used, bool(used - {"match", "fullmatch"})
    found = list(Automaton(pattern, is_searched=False, is_whole=is_whole).troubles())
    if is_searched:
        found += Automaton(pattern, is_searched=True, is_whole=False).troubles()
    return found
