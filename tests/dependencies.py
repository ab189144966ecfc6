# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city consists of, and whether something of it is known to be vulnerable: ``./run sbom``.

Writes a software bill of materials (CycloneDX 1.6, ECMA-424) of what is installed with a city: the packages
of the lock file without the tools of developers, and the npm packages that are copied into the wheel.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression, is_supported_id
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
TARGET = ROOT / "dist" / "stadtkern.cdx.json"
ACCEPTED: Mapping[str, str] = {}
"""Known vulnerabilities that do not matter here, by id, and why not."""
_PATIENCE_S = 600

Part = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """A package of the lock file."""

    name: str
    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What came of comparing packages with known vulnerabilities."""

    compared: int
    known: tuple[str, ...]
    unknown: int
    """Packages about which the service says nothing."""
    failure: str = ""


def locked(lock: Path = ROOT / "uv.lock") -> list[Pinned]:
    """The packages that a city needs, by name: those reachable from it, extras included."""
    packages = {one["name"]: one for one in tomllib.loads(lock.read_text())["package"]}
    wanted, seen = [("stadtkern", "")], set()
    while wanted:
        name, extra = wanted.pop()
        if (name, extra) in seen or name not in packages:
            continue
        seen.add((name, extra))
        wanted += _needs(packages[name], extra)
    names = sorted({name for name, _extra in seen} - {"stadtkern"})
    return [_pinned(packages[name]) for name in names]


def bill(pinned: Iterable[Pinned], environment: Part, assets: Iterable[Part]) -> Part:
    """The bill of materials: what is known of the installed packages, cut down to those a city needs."""
    needed = {one.name for one in pinned}
    kept = [one for one in environment["components"] if _plain(one["name"]) in needed]
    refs = {one["bom-ref"] for one in kept} | {"root-component"}
    links = [
        {**one, "dependsOn": sorted(set(one.get("dependsOn", [])) & refs)}
        for one in environment["dependencies"]
        if one["ref"] in refs
    ]
    pages = list(assets)
    return {
        **environment,
        "components": [*kept, *pages],
        "dependencies": [*links, *({"ref": one["bom-ref"]} for one in pages)],
    }


def npm_parts(lock: Path = ROOT / "package-lock.json") -> Iterator[Part]:
    """Packages of the pages; those for tests only are left out."""
    packages = json.loads(lock.read_text())["packages"]
    for place, one in sorted(packages.items()):
        name = place.rpartition("node_modules/")[2]
        if not name or one.get("dev"):
            continue
        group, _slash, plain = name.rpartition("/")
        purl = f"pkg:npm/{group.replace('@', '%40')}/{plain}" if group else f"pkg:npm/{plain}"
        yield {
            "type": "library",
            "bom-ref": f"npm:{place}@{one['version']}",
            **({"group": group} if group else {}),
            "name": plain,
            "version": one["version"],
            "purl": f"{purl}@{one['version']}",
            "licenses": [_licence(one.get("license", ""))],
            "hashes": [{"alg": "SHA-512", "content": _hex(one["integrity"])}],
        }


def audit(pinned: list[Pinned]) -> Audit:
    """Compare with the advisories of the package index; with one package first, to see whether it has any."""
    first = _asked(pinned[:1])
    if first.failure or first.unknown:
        return first
    return _asked(pinned)


def said(found: Audit) -> str:
    """The outcome in a few lines."""
    if found.failure:
        return f"Schwachstellen: nicht vergleichbar ({found.failure})."
    if not found.compared:
        return (
            "Schwachstellen: nicht vergleichbar, der Paketindex nennt keine. Bitte an einem Rechner mit "
            "Zugang zu pypi.org wiederholen."
        )
    lines = [f"Schwachstellen: {found.compared} Pakete verglichen, {len(found.known)} bekannt."]
    if found.unknown:
        lines.append(f"{found.unknown} Pakete kennt der Paketindex nicht.")
    return "\n".join([*lines, *found.known])


def main() -> int:
    """Write the bill, compare, say what came of it; 1: something vulnerable is in use."""
    pinned = locked()
    made = bill(pinned, _environment(), npm_parts())
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        sys.exit(f"Die Stückliste entspricht nicht CycloneDX 1.6: {str(wrong)[:300]}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text)
    sys.stdout.write(f"Stückliste: {len(made['components'])} Teile in {TARGET.relative_to(ROOT)}\n")
    found = audit(pinned)
    sys.stdout.write(said(found) + "\n")
    return 1 if found.known else 0


def _asked(pinned: list[Pinned]) -> Audit:
    with tempfile.TemporaryDirectory(prefix="stadtkern-audit-") as folder:
        wanted, answer = Path(folder, "requirements.txt"), Path(folder, "answer.json")
        wanted.write_text("".join(f"{one.name}=={one.version} {_hashes(one)}\n" for one in pinned))
        command = [
            BIN / "pip-audit", "--requirement", wanted, "--require-hashes", "--disable-pip", "--format",
            "json", "--output", answer, "--progress-spinner", "off", "--timeout", "15",
        ]  # fmt: skip
        try:
            ended = subprocess.run(
                [*map(str, command)], check=False, capture_output=True, text=True, timeout=_PATIENCE_S
            )
        except subprocess.TimeoutExpired:
            return Audit(compared=0, known=(), unknown=0, failure="keine Antwort in zehn Minuten")
        if not answer.exists() or not answer.read_text().strip():
            last = (ended.stderr.strip().splitlines() or ["keine Antwort"])[-1]
            return Audit(compared=0, known=(), unknown=0, failure=last[:200])
        return understood(json.loads(answer.read_text()))


def understood(answer: Part) -> Audit:
    """What the answer of pip-audit says; a package that was passed over was not compared."""
    parts = answer["dependencies"]
    known = tuple(
        f"  {one['name']} {one['version']}: {flaw['id']}, behoben in {_either(flaw['fix_versions'])}"
        for one in parts
        for flaw in one.get("vulns", ())
        if not {flaw["id"], *flaw.get("aliases", ())} & {*ACCEPTED}
    )
    unknown = sum("skip_reason" in one for one in parts)
    return Audit(compared=len(parts) - unknown, known=known, unknown=unknown)


def _environment() -> Part:
    with tempfile.TemporaryDirectory(prefix="stadtkern-sbom-") as folder:
        target = Path(folder, "environment.json")
        command = [
            BIN / "cyclonedx-py", "environment", BIN / "python", "--pyproject", ROOT / "pyproject.toml",
            "--output-reproducible", "--spec-version", "1.6", "--no-validate", "--output-file", target,
        ]  # fmt: skip
        subprocess.run([*map(str, command)], check=True, capture_output=True, timeout=_PATIENCE_S)
        made: Part = json.loads(target.read_text())
        return made


def _needs(package: Part, extra: str) -> list[tuple[str, str]]:
    needs = (
        package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", [])
    )
    return [(one["name"], part) for one in needs for part in ("", *one.get("extra", ()))]


def _pinned(package: Part) -> Pinned:
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
    return Pinned(
        name=package["name"],
        version=package["version"],
        hashes=tuple(one["hash"] for one in files if "hash" in one),
    )


def _hashes(pinned: Pinned) -> str:
    return " ".join(f"--hash={one}" for one in pinned.hashes)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(text: str) -> Part:
    if is_supported_id(text):
        return {"license": {"id": text}}
    return {"expression": text} if is_expression(text) else {"license": {"name": text or "unbekannt"}}


def _either(versions: list[str]) -> str:
    return " oder ".join(versions) or "keiner Version"


def _hex(integrity: str) -> str:
    return base64.b64decode(integrity.removeprefix("sha512-")).hex()


if __name__ == "__main__":
    sys.exit(main())
