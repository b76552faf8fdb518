# SPDX-License-Identifier: MIT
"""The packages of others: their build systems are played by functions of ours in tests/package, and
what they say of a package is checked. See docs/reference/install.md.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chips import by_rules
from gtests import GCC
from model import BUILD, JOBS, ROOT, Suite
from package import check_program, installed
from process import excerpt, run
from ways import suite_of_ways

FOLDER = ROOT / "tests" / "package"
SOURCES = {str(path) for path in (ROOT / "src").rglob("*.cpp")}


def suites() -> Iterator[Suite]:
    yield suite_of_ways("packages of others", WAYS, (
        "g++", "cmake", "ninja", "arm-none-eabi-g++", "qemu-system-arm", "pkg-config"))


def configure(folder: Path, name: str, **environment: str) -> tuple[list[dict], str]:
    """What would be compiled, and how; or what went wrong."""
    build = BUILD / "package" / f"other-{name}"
    shutil.rmtree(build, ignore_errors=True)
    result = run(["cmake", "-S", folder, "-B", build, "-G", "Ninja", f"-DUASYNCIO_SOURCE={ROOT}",
                  f"-DUASYNCIO={ROOT}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"], seconds=100,
                 env=environment)
    if result.status:
        return [], excerpt(result.output)
    return json.loads((build / "compile_commands.json").read_text()), ""


def wrong(commands: list[dict], glue: str, *flags: str) -> str:
    """All of src/ and the glue is compiled, with these flags, each file once."""
    files = [entry["file"] for entry in commands]
    wanted = SOURCES | {str(ROOT / "ports" / "glue" / f"{glue}.cpp")}
    if missing := wanted - set(files):
        return f"not compiled: {sorted(missing)[:3]}"
    if len(files) != len(set(files)):
        return "a file is compiled twice"
    for entry in commands:
        if entry["file"] in wanted:
            for flag in (f"{ROOT}/include", *flags):
                if flag not in entry["command"]:
                    return f"{flag} is missing in {entry['command']}"
    return ""


def esp_idf() -> str:
    commands, problem = configure(FOLDER / "esp_idf", "esp_idf")
    component = (ROOT / "idf_component.yml").read_text()
    excluded = re.findall(r'- "(\w+)/\*\*/\*"', component)
    if not problem and {"src", "include", "ports", "cmake"} & set(excluded):
        return f"idf_component.yml excludes {excluded}"
    return problem or wrong(commands, "freertos")


def zephyr() -> str:
    commands, problem = configure(FOLDER / "zephyr", "zephyr")
    module = (ROOT / "zephyr" / "module.yml").read_text()
    if named := [path for path in re.findall(r"(?:cmake|kconfig): (\S+)", module)
                 if not (ROOT / path).exists()]:
        return f"zephyr/module.yml names {named}"
    return problem or wrong(commands, "zephyr", "-DUASYNCIO_HOSTED=0", "-DUASYNCIO_POOL_SIZE=4096")


def pico_sdk() -> str:
    """The exceptions of the SDK are the library's, too."""
    commands, problem = configure(FOLDER / "glue" / "pico_sdk" / "project", "pico_sdk",
                                  PICO_SDK_PATH=str(FOLDER / "pico_sdk"))
    return problem or wrong(commands, "pico_sdk", "-fno-exceptions", "-mcpu=cortex-m0plus")


def pkg_config() -> str:
    prefix = Path(installed(GCC, "pkg-config")["CMAKE_PREFIX_PATH"])
    environment = {"PKG_CONFIG_PATH": str(next(prefix.rglob("pkgconfig")))}
    if (result := run(["pkg-config", "--validate", "uasyncio"], env=environment)).status:
        return result.output
    said = run(["pkg-config", "--cflags", "--libs", "uasyncio"], env=environment).stdout
    flags = shlex.split(said)  # spaces in a path are escaped
    program = BUILD / "package" / "by_pkg_config"
    result = run(["g++", "-std=c++20", FOLDER / "program.cpp", *flags, "-o", program], seconds=100)
    return excerpt(result.output) if result.status else check_program(program)


def arduino() -> str:
    """By Arduino's rules: only src/ is compiled, recursively, and included. With the glue and the
    sketch it compiles for arduino-pico; without them it runs."""
    folder = BUILD / "package" / "arduino"
    shutil.rmtree(folder, ignore_errors=True)
    result = run([ROOT / "tools" / "package", "arduino", "--to", folder])
    if result.status:
        return excerpt(result.output)
    with zipfile.ZipFile(result.stdout.strip()) as package:
        package.extractall(folder)
    library = folder / "uasyncio"
    sketch, = library.glob("examples/*/*.ino")
    sources = [sketch, *sorted((library / "src").rglob("*.cpp"))]
    compiled = {str(path.relative_to(library)) for path in sources[1:]}
    if missing := {str(Path(path).relative_to(ROOT)) for path in SOURCES} - compiled:
        return f"not in the package: {sorted(missing)[:3]}"
    by_folder: dict[Path, list[Path]] = {}
    for source in sources:
        by_folder.setdefault(source.parent, []).append(source)
    with ThreadPoolExecutor(JOBS) as pool:
        problem = "".join(pool.map(lambda group: as_arduino(library, group), by_folder.values()))
    return problem or by_rules("arduino", sources[1:], "-std=gnu++20", f"-I{library / 'src'}")


def as_arduino(library: Path, sources: list[Path]) -> str:
    """With the flags of arduino-pico; the sources of a folder at once, to save time."""
    result = run(["arm-none-eabi-g++", "-std=gnu++23", "-fsyntax-only", "-mcpu=cortex-m0plus",
                  "-mthumb", "-fno-exceptions", "-fno-rtti", "-DARDUINO_ARCH_RP2040",
                  f"-I{library / 'src'}", f"-I{FOLDER / 'glue' / 'pico_sdk'}", "-x", "c++", "-"],
                 seconds=300, stdin="".join(f'#include "{path}"\n' for path in sources))
    return excerpt(result.output) if result.status else ""


def platform_io() -> str:
    """By PlatformIO's rules: what is exported, srcDir compiled, recursively, with these flags."""
    told = json.loads((ROOT / "library.json").read_text())
    missing = [name for name in told["export"]["include"] if not (ROOT / name).exists()]
    if missing:
        return f"library.json exports {missing}"
    build = told["build"]
    if (build["srcDir"], build["includeDir"]) != ("src", "include"):
        return "library.json: the folders are others"
    if not (ROOT / "include" / told["headers"]).exists():
        return "library.json: which header?"
    library = BUILD / "package" / "platformio"
    shutil.rmtree(library, ignore_errors=True)
    for name in told["export"]["include"]:
        copy = library / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, copy)
    flags = [flag.replace("-I.", f"-I{library}") for flag in build["flags"]]
    return by_rules("platformio", sorted((library / "src").rglob("*.cpp")),
                    f"-I{library / build['includeDir']}", *flags)


def versions() -> str:
    """The header has it, CMake takes it from there; these repeat it."""
    header = (ROOT / "include" / "uasyncio" / "version.hpp").read_text()
    version = re.search(r'VERSION_STRING "(.*)"', header)[1]
    numbers = re.findall(r"#define UASYNCIO_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header)
    if ".".join(numbers) != version:
        return f"version.hpp says {'.'.join(numbers)} and {version}"
    return ", ".join(f"{name} is not of version {version}"
                     for name in ("idf_component.yml", "library.json")
                     if not re.search(rf'"?version"?: "{re.escape(version)}"',
                                      (ROOT / name).read_text()))


WAYS: dict[str, Callable[[], str]] = {
    "ESP-IDF": esp_idf,
    "Zephyr": zephyr,
    "Pico SDK": pico_sdk,
    "pkg-config": pkg_config,
    "Arduino": arduino,
    "PlatformIO": platform_io,
    "one version": versions,
}
