"""``train ship``: put trained weights into assets/, with sum and story in the manifest."""

import argparse
import json
from pathlib import Path

from course_lib.files import assets, places
from course_lib.files.download import digest
from course_lib.files.write_whole import write_whole


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``ship`` to the train command."""
    parser = commands.add_parser("ship", help="put trained weights into assets/ and its manifest")
    parser.add_argument("name", help="the asset's name, such as free_form")
    parser.add_argument("weights", type=places.argument, help="the safetensors file to ship")
    for story in ("licence", "command", "quality"):
        parser.add_argument(f"--{story}", required=True)
    parser.add_argument(
        "--to", choices=("weights", "vectors"), default="weights", help="the folder in assets/"
    )
    parser.add_argument("--history", help="where this file's making differed from its command")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copy the file and write its table; other tables stay as they are."""
    file = Path(args.to) / f"{args.name}{args.weights.suffix}"
    target = places.assets() / file
    write_whole(target, args.weights.read_bytes())
    tables = assets.manifest()
    tables[args.name] = {
        "file": file.as_posix(),
        "sha256": digest(target, "sha256"),
        "licence": args.licence,
        "command": args.command,
        "quality": args.quality,
    } | ({"history": args.history} if args.history else {})
    write_manifest(tables)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB, sha256 {tables[args.name]['sha256']}")
    return 0


def write_manifest(tables: dict[str, dict[str, str]]) -> None:
    """Write the manifest anew below the comments it begins with."""
    path = places.assets() / "MANIFEST.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    head = []
    for line in lines:
        if line and not line.startswith("#"):
            break
        head.append(line)
    while head and not head[-1]:
        head.pop()
    for name, table in sorted(tables.items()):
        # A JSON string is a TOML basic string too.
        head += ["", f"[{name}]"]
        head += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
    write_whole(path, ("\n".join(head) + "\n").encode())
