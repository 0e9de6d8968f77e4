"""What a process loads: the command line answers at once, the web process never reads documents."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
HELP = "from kb.cli import main; main()"
HEAVY = ("spacy", "sqlalchemy", "alembic", "whoosh", "networkx", "fastapi", "numpy")


def _python(code: str, *arguments: str, folder: Path = ROOT) -> str:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def _loaded(code: str) -> set[str]:
    """Return the top-level modules loaded once `code` has run, also when it exits."""
    tail = "print('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    script = f"import atexit, json, sys\natexit.register(lambda: {tail})\n{code}"
    return set(json.loads(_python(script, "--help").splitlines()[-1]))


def _cpu_seconds_of_help() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _python(HELP, "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_answers_at_once(figure: Callable[[str], None]) -> None:
    """`kb --help` takes less than half a second, start of the interpreter included."""
    # Processor time: what else the machine does at the moment is not the command's fault.
    seconds = median(_cpu_seconds_of_help() for _ in range(3))
    figure(f"kb --help: {seconds:.2f} s of processor time")
    assert seconds < 0.5


def test_help_names_every_command() -> None:
    """`kb --help` lists the commands of all three packages."""
    text = _python(HELP, "--help")
    assert [name for name in ("index", "search", "cite", "serve") if name not in text] == []


@pytest.mark.parametrize("library", HEAVY)
def test_help_loads_nothing_heavy(help_loads: set[str], library: str) -> None:
    """`kb --help` loads no library that only the work itself needs."""
    assert library not in help_loads


@pytest.fixture(scope="module")
def help_loads() -> set[str]:
    """Return the top-level modules that `kb --help` loads."""
    return _loaded(HELP)


@pytest.mark.parametrize("package", ["spacy", "indexer"])
def test_the_web_process_reads_no_documents(package: str) -> None:
    """Importing the web application loads neither spaCy nor the indexer."""
    assert package not in _loaded("import web.app")


def test_importing_a_package_does_nothing(tmp_path: Path) -> None:
    """Importing the core prints nothing and makes no file where it runs."""
    assert _python("import kb.library, kb.settings", folder=tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_the_layers_hold() -> None:
    """No import goes against the contracts of the architecture."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout
