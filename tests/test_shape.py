"""The shape of the code: budgets printed on every run, and the few limits that fail it."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("kb", "indexer", "web")
LONGEST_FUNCTION = 50
LONGEST_MODULE = 400

Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = ast.ClassDef | Function


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One source file, parsed."""

    name: str
    path: str
    is_package: bool
    lines: tuple[str, ...]
    tree: ast.Module


def listed(places: Sequence[object]) -> str:
    """Return `places` one a line, as the message of an assertion."""
    return "\n".join(("", *map(str, places)))


def _module(path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return Module(
        name=".".join(parts[:-1] if is_package else parts),
        path=str(path.relative_to(ROOT)),
        is_package=is_package,
        lines=tuple(source.splitlines()),
        tree=ast.parse(source),
    )


@pytest.fixture(scope="module")
def modules() -> tuple[Module, ...]:
    """Return every module of the three packages."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(map(_module, paths))


def _functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def _start(node: Named) -> int:
    return min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _has_comment_above(module: Module, line: int) -> bool:
    return line >= 2 and module.lines[line - 2].lstrip().startswith("# ")


def _public(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str, Named]]:
    """Yield public names, those of public classes included; functions hide what is inside them."""
    for node in body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{prefix}{node.name}.")


def _inherits_docstring(node: Named) -> bool:
    names = {ast.unparse(decorator).split(".")[-1] for decorator in node.decorator_list}
    return bool(names & {"overload", "override", "setter"})


def _untyped(function: Function) -> list[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [star for star in (arguments.vararg, arguments.kwarg) if star is not None]
    untyped = [one.arg for one in (*named, *rest) if one.annotation is None]
    return [name for name in untyped if name not in {"self", "cls"}]


def _spread(values: Sequence[int]) -> str:
    tenths = quantiles(values, n=10, method="inclusive")
    return f"median {median(values):.0f} / p90 {tenths[-1]:.0f} / max {max(values)}"


def _imports(body: Sequence[ast.stmt], known: frozenset[str]) -> Iterator[str]:
    """Yield modules of ours imported on the top level, `TYPE_CHECKING` blocks left out."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield from [name for name in (inner, str(node.module)) if name in known][:1]


def test_the_shape_is_printed(modules: tuple[Module, ...], figure: Callable[[str], None]) -> None:
    """The distribution of lengths stands in every run's log."""
    lengths = [_length(function) for module in modules for function in _functions(module)]
    sizes = [len(module.lines) for module in modules if module.lines]
    figure(f"shape: {len(lengths)} functions, lines {_spread(lengths)}")
    figure(f"shape: {len(sizes)} modules, lines {_spread(sizes)}")
    assert median(lengths) <= LONGEST_FUNCTION / 2


def test_every_parameter_and_return_is_typed(modules: tuple[Module, ...]) -> None:
    """No parameter and no return value is left without a type."""
    missing = [
        f"{module.path}:{function.lineno} {function.name} {', '.join(_untyped(function))}"
        for module in modules
        for function in _functions(module)
        if _untyped(function) or function.returns is None
    ]
    assert not missing, listed(missing)


def test_every_public_name_has_a_docstring(modules: tuple[Module, ...]) -> None:
    """Every public module, class, function and method says what it is."""
    missing = [
        f"{module.path}:{node.lineno} {name}"
        for module in modules
        for name, node in _public(module.tree.body, "")
        if ast.get_docstring(node) is None and not _inherits_docstring(node)
    ]
    untold = [m.path for m in modules if m.tree.body and ast.get_docstring(m.tree) is None]
    assert not missing + untold, listed(missing + untold)


def test_long_functions_say_why(modules: tuple[Module, ...]) -> None:
    """A function of more than 50 lines carries its reason in a comment right above it."""
    unexplained = [
        f"{module.path}:{function.lineno} {function.name} {_length(function)} lines"
        for module in modules
        for function in _functions(module)
        if _length(function) > LONGEST_FUNCTION and not _has_comment_above(module, _start(function))
    ]
    assert not unexplained, listed(unexplained)


def test_long_modules_say_why(modules: tuple[Module, ...]) -> None:
    """A module of more than 400 lines carries its reason in a comment on its first line."""
    unexplained = [
        f"{module.path} {len(module.lines)} lines"
        for module in modules
        if len(module.lines) > LONGEST_MODULE and not module.lines[0].startswith("# ")
    ]
    assert not unexplained, listed(unexplained)


def test_no_module_imports_itself_in_a_circle(modules: tuple[Module, ...]) -> None:
    """Top-level imports form no cycle."""
    known = frozenset(module.name for module in modules)
    edges = [
        (module.name, target)
        for module in modules
        for target in _imports(module.tree.body, known)
        if target != module.name
    ]
    graph = nx.DiGraph(edges)
    cycles = [sorted(ring) for ring in nx.strongly_connected_components(graph) if len(ring) > 1]
    assert not cycles, listed(cycles)


def test_imports_are_absolute(modules: tuple[Module, ...]) -> None:
    """No relative and no star import."""
    odd = [
        f"{module.path}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        if node.level or any(alias.name == "*" for alias in node.names)
    ]
    assert not odd, listed(odd)
