"""Mutants of a module: the operators of cosmic-ray, and four more where it has none.

An operator finds places in parso's syntax tree and changes one of them. What would change nothing by itself (an
annotation, what stands under ``TYPE_CHECKING``, the memory of a pure function) is left out.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

Place = tuple[tuple[int, int], tuple[int, int]]

#: Operators of cosmic-ray that are left out: they need arguments, or what they make is refused or the same (`==` and `is`).
_LEFT_OUT = re.compile(r"Variable|Operator_(Eq|NotEq|Lt|LtE|Gt|GtE)_Is|Operator_(Is|IsNot)_(Eq|NotEq|Lt|LtE|Gt|GtE)$")

#: Of the twelve binary operators, what each is mistaken for; the others fail at the first use.
_BINARY = {"Add_Sub", "Sub_Add", "Mul_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mod", "Mod_FloorDiv", "BitOr_BitAnd"}
_BINARY |= {"BitOr_BitXor", "BitAnd_BitOr", "BitXor_BitOr", "RShift_LShift", "LShift_RShift", "Pow_Mul"}


class _Own(Operator):
    """An operator that replaces a node by other code."""

    def becomes(self, node: Any) -> str | None:
        """The code that takes the node's place; None where the operator does not apply."""
        raise NotImplementedError

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        if self.becomes(node) is not None:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        first = node.get_first_leaf()
        return parso.parse(f"{first.prefix}{self.becomes(node)}")

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class RemoveStatement(_Own):
    """A call, a raise, a change in place or an assignment to a part of something is not done."""

    def becomes(self, node: Any) -> str | None:
        if node.parent is None or node.parent.type != "simple_stmt":
            return None
        calls = node.type in ("atom_expr", "raise_stmt", "del_stmt")
        assigns = node.type == "expr_stmt" and (
            node.children[0].type == "atom_expr"
            or (node.children[1].type == "operator" and node.children[1].value != "=")
        )
        return "pass" if calls or assigns else None


class ReturnNone(_Own):
    """Nothing is returned, where something was that counts as true."""

    def becomes(self, node: Any) -> str | None:
        returns = node.type == "return_stmt" and node.children[1].get_code(include_prefix=False) not in (
            "None",
            "False",
        )
        return "return None" if returns else None


class SwapMembership(_Own):
    """``in`` for ``not in`` and back."""

    def becomes(self, node: Any) -> str | None:
        if node.parent is None or node.parent.type != "comparison":
            return None
        return {"in": "not in", "not in": "in"}.get(" ".join(node.get_code().split()))


class SwapExtremes(_Own):
    """``min`` for ``max`` and back."""

    def becomes(self, node: Any) -> str | None:
        return {"min": "max", "max": "min"}.get(node.value) if node.type == "name" else None


def _operators() -> dict[str, Operator]:
    known = OperatorProvider()
    found = {
        name: known[name]()
        for name in known
        if not _LEFT_OUT.search(name)
        and (not name.startswith("ReplaceBinary") or name.partition("Operator_")[2] in _BINARY)
    }
    return found | {own.__name__: own() for own in (RemoveStatement, ReturnNone, SwapMembership, SwapExtremes)}


OPERATORS = _operators()


class Mutant(NamedTuple):
    """One change: the ``occurrence``-th place of an operator in a module."""

    module: str
    operator: str
    occurrence: int
    line: int
    column: int


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module in the order of the tree."""
    counts = dict.fromkeys(OPERATORS, 0)
    for node in ast_nodes(get_ast(source)):
        for name, operator in OPERATORS.items():
            for start, _ in operator.mutation_positions(node):
                yield Mutant(module, name, counts[name], *start)
                counts[name] += 1


def mutated(source: str, mutant: Mutant) -> str:
    """The module's source with the change."""
    operator = OPERATORS[mutant.operator]
    left = mutant.occurrence

    def walk(node: Any) -> Any:
        nonlocal left
        for index, _ in enumerate(list(operator.mutation_positions(node))):
            if left == 0:
                left = -1
                return operator.mutate(node, index)
            left -= 1
        if left >= 0 and hasattr(node, "children"):
            node.children = [child for child in map(walk, list(node.children)) if child is not None]
        return node

    return str(walk(get_ast(source)).get_code())


class _Meaning(ast.NodeTransformer):
    """What of a module counts when it runs."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        node.annotation = ast.Name("Any", ast.Load())
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        node.decorator_list = [made for made in node.decorator_list if ast.unparse(made) not in ("cache", "overload")]
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        if ast.unparse(node.test) in ("TYPE_CHECKING", "not TYPE_CHECKING"):
            node.test = ast.Name("TYPE_CHECKING", ast.Load())
            node.body = [ast.Pass()]
        self.generic_visit(node)
        return node


def meaning(source: str) -> str | None:
    """What two sources share when they run alike by construction; None for what is not Python."""
    try:
        return ast.dump(_Meaning().visit(ast.parse(source)))
    except SyntaxError:
        return None


def sample(modules: dict[str, str], count: int, seed: int) -> list[Mutant]:
    """At most ``count`` mutants of modules (name → source), one at a place.

    All places are drawn alike, by a hash of their line: another seed is another sample, and a change of the code leaves
    the mutants of other lines in it.
    """
    ranked: list[tuple[bytes, list[Mutant]]] = []
    for module, source in modules.items():
        places: dict[tuple[int, int], list[Mutant]] = {}
        for mutant in mutants(module, source):
            places.setdefault((mutant.line, mutant.column), []).append(mutant)
        lines = [line.strip() for line in source.split("\n")]
        for (line, column), found in places.items():
            same = lines[:line].count(lines[line - 1])
            ranked.append((_hash(f"{seed} {module} {same} {column} {lines[line - 1]}"), found))
    meanings = {module: meaning(source) for module, source in modules.items()}
    drawn: list[Mutant] = []
    for rank, found in sorted(ranked):
        if len(drawn) == count:
            break
        mutant = found[int.from_bytes(rank, "big") % len(found)]
        if meaning(mutated(modules[mutant.module], mutant)) not in (None, meanings[mutant.module]):
            drawn.append(mutant)
    return sorted(drawn)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
