# SPDX-License-Identifier: MIT
"""The packages of others: their build systems are played by functions of ours in tests/package, and
what they say of a package is checked. See docs/reference/install.md.
"""

from __future__ import annotations

import configparser
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from chips import M0PLUS, MICROBIT, RV32IMC, VIRT, by_rules, for_chip, run_on
from gtests import GCC
from export import exported
from model import BUILD, JOBS, ROOT, Suite
from package import check_program, installed
from process import excerpt, run
from ways import suite_of_ways

FOLDER = ROOT / "tests" / "package"
# What the projects of docs/boards do where their SDK is played: time moves once a millisecond, and
# no sleep ends early. The button comes after 600 ms.
BLINKED_AND_PRESSED = ("LED 1 at 0 ms\nLED 0 at 251 ms\nLED 1 at 502 ms\npressed\n"
                       "LED 0 at 753 ms\n")


def suites() -> Iterator[Suite]:
    yield suite_of_ways("packages of others", WAYS, (
        "g++", "cmake", "ninja", "arm-none-eabi-g++", "qemu-system-arm", "riscv64-unknown-elf-g++",
        "qemu-system-riscv32", "pkg-config"))


def configure(folder: Path, name: str, options: dict[str, str],
              **environment: str) -> tuple[Path, str]:
    """The build; or what went wrong."""
    build = BUILD / "package" / f"other-{name}"
    shutil.rmtree(build, ignore_errors=True)
    result = run(["cmake", "-S", folder, "-B", build, "-G", "Ninja", f"-DUASYNCIO={exported()}",
                  "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                  *[f"-D{option}={value}" for option, value in options.items()]],
                 seconds=100, env={"UASYNCIO": str(exported())} | environment)
    return build, excerpt(result.output) if result.status else ""


def compiled(build: Path) -> Iterator[tuple[str, str]]:
    """Each source and its command; also of those that are compiled in groups."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = Path(entry["file"])
        group = re.findall(r'#include "(.*)"', path.read_text()) if "Unity" in path.parts else []
        for source in group or [entry["file"]]:
            yield source, entry["command"]


def image(build: Path, program: str, emulator: tuple[str, ...], expected: str) -> str:
    """Links it, with the start-up and the linker script of tests/package/chip, and runs it."""
    result = run(["ninja", "-C", build, "-j", str(JOBS), program], seconds=600)
    if result.status:
        return excerpt(result.output)
    return run_on(emulator, build / program, expected)


def wrong(build: Path, glue: str, *flags: str) -> str:
    """All of src/ and the glue is compiled, with these flags, each file once."""
    commands = list(compiled(build))
    files = [source for source, _ in commands]
    library = exported()
    wanted = {str(path) for path in (*(library / "src").rglob("*.cpp"),
                                     library / "ports" / "glue" / f"{glue}.cpp")}
    if missing := wanted - set(files):
        return f"not compiled: {sorted(missing)[:3]}"
    if len(files) != len(set(files)):
        return "a file is compiled twice"
    for source, command in commands:
        if source in wanted:
            for flag in (f"{library}/include", *flags):
                if flag not in command:
                    return f"{flag} is missing in {command}"
    return ""


def esp_idf() -> str:
    """The project of docs/boards/esp_idf.md; the chip has no atomics, as an ESP32-C3."""
    component = (ROOT / "idf_component.yml").read_text()
    excluded = re.findall(r'- "(\w+)/\*\*/\*"', component)
    if {"src", "include", "ports", "cmake"} & set(excluded):
        return f"idf_component.yml excludes {excluded}"
    build, problem = configure(FOLDER / "glue" / "esp_idf" / "project", "esp_idf",
                               for_chip(*RV32IMC), IDF_PATH=str(FOLDER / "esp_idf"))
    return (problem or wrong(build, "freertos")
            or image(build, "blink.elf", VIRT, BLINKED_AND_PRESSED))


def zephyr() -> str:
    """The project of docs/boards/zephyr.md, with its prj.conf."""
    module = (ROOT / "zephyr" / "module.yml").read_text()
    if named := [path for path in re.findall(r"(?:cmake|kconfig): (\S+)", module)
                 if not (ROOT / path).exists()]:
        return f"zephyr/module.yml names {named}"
    build, problem = configure(FOLDER / "glue" / "zephyr" / "project", "zephyr",
                               for_chip(*M0PLUS), ZEPHYR_BASE=str(FOLDER / "zephyr"))
    return (problem or wrong(build, "zephyr", "-DUASYNCIO_HOSTED=0", "-DUASYNCIO_POOL_SIZE=4096")
            or image(build, "app", MICROBIT, BLINKED_AND_PRESSED))


def pico_sdk() -> str:
    """The project of docs/boards/pico_sdk.md. The exceptions of the SDK are the library's, too."""
    build, problem = configure(FOLDER / "glue" / "pico_sdk" / "project", "pico_sdk",
                               {"UASYNCIO_UNITY": "ON"}, PICO_SDK_PATH=str(FOLDER / "pico_sdk"))
    return (problem or wrong(build, "pico_sdk", "-fno-exceptions", "-mcpu=cortex-m0plus")
            or image(build, "blink", MICROBIT, BLINKED_AND_PRESSED))


def pkg_config() -> str:
    prefix = Path(installed(GCC, "pkg-config")["CMAKE_PREFIX_PATH"])
    environment = {"PKG_CONFIG_PATH": str(next(prefix.rglob("pkgconfig")))}
    if (result := run(["pkg-config", "--validate", "uasyncio"], env=environment)).status:
        return result.output
    with TemporaryDirectory() as folder:  # its name has no blanks, which a shell would split at
        place = Path(folder)
        shutil.copy(FOLDER / "program.cpp", place)
        shutil.copytree(prefix, place / "prefix")
        environment = {"PKG_CONFIG_PATH": str(next((place / "prefix").rglob("pkgconfig")))}
        result = run(["bash", FOLDER / "pkg_config" / "build.sh"], cwd=place, env=environment,
                     seconds=100)
        return excerpt(result.output) if result.status else check_program(place / "program")


def arduino() -> str:
    """By Arduino's rules: only src/ is compiled, recursively, and included. With the glue and the
    sketch it compiles for arduino-pico; without them it runs."""
    folder = BUILD / "package" / "arduino"
    shutil.rmtree(folder, ignore_errors=True)
    result = run([exported() / "tools" / "package", "arduino", "--to", folder])
    if result.status:
        return excerpt(result.output)
    with zipfile.ZipFile(result.stdout.strip()) as package:
        package.extractall(folder)
    library = folder / "uasyncio"
    sketch, = library.glob("examples/*/*.ino")
    sources = [sketch, *sorted((library / "src").rglob("*.cpp"))]
    compiled = {str(path.relative_to(library)) for path in sources[1:]}
    wanted = {str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.cpp")}
    if missing := wanted - compiled:
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
    """By PlatformIO's rules: what is exported, srcDir compiled, recursively, with these flags; the
    program with those of its platformio.ini, and the headers of what is in lib."""
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
        source = exported() / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy)
    flags = [flag.replace("-I.", f"-I{library}") for flag in build["flags"]]
    project = configparser.ConfigParser()
    project.read(FOLDER / "platformio" / "platformio.ini")
    own = ["-std=gnu++17"]  # what platforms have
    own = [flag for flag in own if flag not in project["env"]["build_unflags"].split()]
    own += [flag.replace("lib/uasyncio", str(library))
            for flag in project["env"]["build_flags"].split()]
    headers = f"-I{library / build['includeDir']}"
    return by_rules("platformio", sorted((library / "src").rglob("*.cpp")), headers, *flags,
                    program=[headers, *own])


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
