"""What is installed: the wheel's contents, the pins, and names shared with nobody."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("kb", "indexer", "web")
OUR_FILES = frozenset(
    str(path.relative_to(ROOT))
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
DATA_FOLDERS = (
    "kb/tables/",
    "kb/store/migrations/",
    "indexer/rules/",
    "web/i18n/",
    "web/static/",
    "web/templates/",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Return the wheel, built as it would be for a release."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """Return `pyproject.toml`."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock() -> str:
    """Return the text of the lock."""
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def _pins(lock: str) -> dict[str, list[str]]:
    """Return the pinned versions by distribution; there may be one for each interpreter."""
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock, re.MULTILINE):
        pins.setdefault(canonicalize_name(name), []).append(version)
    return pins


def _third_party_imports() -> Iterator[str]:
    for path in sorted(name for name in OUR_FILES if name.endswith(".py")):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.split(".")[0]


def test_the_wheel_holds_three_packages_and_nothing_beside_them(wheel: zipfile.ZipFile) -> None:
    """Neither tests nor corpus nor a fourth package is installed."""
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_file_of_the_packages(wheel: zipfile.ZipFile) -> None:
    """Tables, rules, templates, static files, translations and migrations come along."""
    assert OUR_FILES - set(wheel.namelist()) == set()


@pytest.mark.parametrize("folder", DATA_FOLDERS)
def test_the_wheel_holds_data(wheel: zipfile.ZipFile, folder: str) -> None:
    """Each folder of data has something in it."""
    assert [name for name in wheel.namelist() if name.startswith(folder)] != []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_says_that_it_is_typed(wheel: zipfile.ZipFile, package: str) -> None:
    """Type checkers may rely on each package."""
    assert f"{package}/py.typed" in wheel.namelist()


def test_the_wheel_carries_the_licence(wheel: zipfile.ZipFile) -> None:
    """The licence goes where the code goes."""
    assert [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")] != []


def test_the_wheel_announces_its_entry_points(wheel: zipfile.ZipFile) -> None:
    """Every entry point names a module of the wheel."""
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    modules = re.findall(r"= ([\w.]+):", wheel.read(name).decode())
    names = set(wheel.namelist())
    paths = (module.replace(".", "/") for module in modules)
    assert [one for one in paths if not {f"{one}.py", f"{one}/__init__.py"} & names] == []


def test_every_line_of_the_lock_is_hashed(lock: str) -> None:
    """Each pin is followed by at least one hash."""
    pins = re.findall(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_lock_names_no_address(lock: str) -> None:
    """The lock works with any index: no address, no folder of one machine."""
    assert re.findall(r"\w+://\S+|--(?:index|extra|find)\S*|(?<=\s)/\S+", lock) == []


def test_the_lock_satisfies_the_project(lock: str, project: dict[str, Any]) -> None:
    """Every declared dependency is pinned to a version that its bounds allow."""
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    pins = _pins(lock)
    stale = [
        line
        for line in wanted
        for requirement in [Requirement(line)]
        for versions in [pins.get(canonicalize_name(requirement.name), [])]
        if not versions or not all(requirement.specifier.contains(one) for one in versions)
    ]
    assert stale == []


def test_every_import_is_declared(project: dict[str, Any]) -> None:
    """Nothing is imported that only comes along with another dependency."""
    lines = project["project"]["dependencies"]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    providers = packages_distributions()
    foreign = set(_third_party_imports()) - set(sys.stdlib_module_names) - set(PACKAGES)
    undeclared = {
        name
        for name in foreign
        if not declared & {canonicalize_name(one) for one in providers.get(name, [])}
    }
    assert undeclared == set()


@pytest.mark.parametrize(
    ("package", "owner"),
    [
        ("whoosh", "whoosh-reloaded"),
        ("kb", "danchieu"),
        ("indexer", "danchieu"),
        ("web", "danchieu"),
    ],
)
def test_no_other_distribution_brings_the_name(package: str, owner: str) -> None:
    """Generic import names, and the one that several forks share, come from one distribution."""
    owners = {canonicalize_name(name) for name in packages_distributions().get(package, [owner])}
    assert owners == {owner}
